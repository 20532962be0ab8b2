"""The details of events: how fields are found in them, and what those of an order say."""
