"""The page of the journeys of all customers."""
