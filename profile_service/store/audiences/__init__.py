"""Who there is."""
