"""Stripe exports."""
