"""Customers found by what somebody types: what the text may mean, and which of the matches comes first."""
