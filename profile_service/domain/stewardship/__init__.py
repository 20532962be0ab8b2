"""Stewardship: commands and their effects, splits, changes, undo of load runs."""
