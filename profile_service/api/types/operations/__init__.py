"""Types of the service itself: how its store is."""
