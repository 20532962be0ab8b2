"""Types of who may do what: keys, users and roles."""
