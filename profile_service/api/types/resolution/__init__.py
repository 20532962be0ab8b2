"""GraphQL types of judgements."""
