"""The console: pages for support agents and stewards, made of the answers of the GraphQL schema."""
