"""Recommendations for one customer, by what all customers bought."""
