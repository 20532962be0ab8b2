"""Thousands of questions that schemathesis makes of the schema, asked by every role: `make fuzz`."""
