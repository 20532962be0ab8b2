"""The HTTP application: GraphQL requests, GraphiQL, health and metrics."""
