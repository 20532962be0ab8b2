"""Forgetting people: what the ledger of erasures keeps, and what is suppressed for good."""
