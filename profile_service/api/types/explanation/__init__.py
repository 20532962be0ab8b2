"""GraphQL types of explanations."""
