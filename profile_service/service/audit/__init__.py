"""The audit: lines in a file, its checkpoint, and what is read of them again."""
