"""What the customer buys, and what that is worth."""
