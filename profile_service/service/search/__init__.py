"""A search from the typed text to its hits."""
