"""JSON: one object per line (NDJSON), or one array of objects."""
