"""Metrics of all customers, kept in step with the store."""
