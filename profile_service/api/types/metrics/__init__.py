"""Types of the metrics of all customers."""
