"""The GraphQL types: made from the domain by explicit constructors, answered without asking the store again."""
