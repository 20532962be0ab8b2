"""The page of figures of all customers."""
