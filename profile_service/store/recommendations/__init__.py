"""What recommendations read of the store."""
