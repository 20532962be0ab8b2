"""Tables as files for other systems."""
