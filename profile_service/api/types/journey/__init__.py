"""GraphQL types of a customer's journey."""
