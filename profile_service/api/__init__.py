"""The HTTP face: GraphQL, health, metrics."""
