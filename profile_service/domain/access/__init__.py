"""Who may do what: callers, their rights, and the one decision that every door asks for."""
