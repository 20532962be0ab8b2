"""Pure rules and words of the field: no I/O, no database, no web framework."""
