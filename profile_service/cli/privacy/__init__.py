"""Commands for whoever answers for what is kept of customers."""
