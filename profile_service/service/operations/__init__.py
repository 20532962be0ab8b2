"""What is told of the service itself: who may do what in it, and how its store is."""
