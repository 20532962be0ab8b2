"""The page of segments of customers."""
