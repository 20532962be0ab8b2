"""Pages about the service itself: what was loaded, how it is, and who looked at whom."""
