"""What was begun and is not done: carts, wishes, tickets, orders under way."""
