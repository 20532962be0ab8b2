"""Commands for the journeys of all customers."""
