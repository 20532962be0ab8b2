"""Zendesk exports."""
