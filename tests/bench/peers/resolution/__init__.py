"""Peers that find which records are one person, beside the service's own resolution of the same records."""
