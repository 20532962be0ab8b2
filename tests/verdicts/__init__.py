"""Verdicts: what every role sees of every field of the schema, in every view, by every path."""
