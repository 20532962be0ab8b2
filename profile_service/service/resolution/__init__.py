"""Resolving records against the stored graph, and the identity rules in force."""
