"""Commands for keys and users."""
