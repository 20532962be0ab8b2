"""Records, events, consents and load runs in the graph."""
