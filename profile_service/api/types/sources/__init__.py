"""GraphQL types of what sources say: records, events, consents, load runs."""
