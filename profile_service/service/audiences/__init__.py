"""Segments of customers, asked of tables in memory that are in step with the store."""
