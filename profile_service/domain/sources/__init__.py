"""Statements of sources: records, events, consents, and the items in which loaders hand them over."""
