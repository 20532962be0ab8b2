"""Journeys of all customers: how far they come, and which ways they take."""
