"""GraphQL types of a profile and its views."""
