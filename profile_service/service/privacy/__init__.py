"""Forgetting a person: the ledger, erasures, suppressions, restrictions and receipts."""
