"""Commands for the requests of people about their own data."""
