"""Pages for whoever answers what people ask of their data, and the page that a person gets."""
