"""GraphQL types of what stewards decide, and of the changes that follow."""
