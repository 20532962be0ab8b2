"""What the workers of one server share: memory that lasts as long as one of them."""
