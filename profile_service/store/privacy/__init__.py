"""All that the graph holds of one person, as it is stored."""
