"""The fields of the root query, by what they are about."""
