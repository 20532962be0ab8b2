"""Recommendations: which products a customer may want next, and why."""
