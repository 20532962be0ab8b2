"""The changes of a batch: what its items change of what is stored."""
