"""What metrics read of the store."""
