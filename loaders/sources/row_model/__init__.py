"""Rows that another system hands over in the row model of this service."""
