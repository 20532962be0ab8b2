"""Audiences: segments of customers by what they did, did not do, allow and are."""
