"""GraphQL types of recommendations."""
