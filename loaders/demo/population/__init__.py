"""The synthetic population: its people, what they do, and who stands behind each record."""
