"""One customer's journey: the touchpoints in the order of time, what the customer was after, and where it hurt."""
