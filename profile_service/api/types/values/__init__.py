"""GraphQL scalars, pages and fields that all types share."""
