"""NDJSON and JSON arrays."""
