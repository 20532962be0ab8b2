"""The look-ups of a search, as branches of one statement."""
