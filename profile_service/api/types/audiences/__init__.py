"""Types of segments of customers."""
