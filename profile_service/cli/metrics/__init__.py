"""Metrics of all customers, as commands."""
