"""Mailchimp exports."""
