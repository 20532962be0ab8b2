"""What the store tells of itself to those who look for faults."""
