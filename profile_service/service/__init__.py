"""Use cases: load, resolve, read a customer's context. Owns transactions and retries."""
