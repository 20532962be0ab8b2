"""GraphQL types of a customer's context."""
