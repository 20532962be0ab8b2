"""Klaviyo exports."""
