"""The audit: what is written of every look at a person and of every change, and the chain that holds it together."""
