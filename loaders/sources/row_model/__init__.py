"""The row model: items as JSON, for other systems to hand over. docs/reading.md explains it."""
