"""Loaders: export files of any format, recognised, read row by row and normalised into items for the load service."""
