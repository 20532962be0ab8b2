"""Metrics of all customers: what each is, and what is counted of each customer for them."""
