"""The mapping language: a YAML file that says how rows of any shape become records and events."""
