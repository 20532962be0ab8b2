"""How commands run and what they print."""
