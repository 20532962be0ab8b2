"""The rights of the people in the store: what is kept of them, and what becomes of it."""
