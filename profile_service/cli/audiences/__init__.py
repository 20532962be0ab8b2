"""Commands for segments of customers."""
