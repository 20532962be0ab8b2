"""What a customer's events mean for whoever serves the customer now: pure, and always as of a stated moment."""
