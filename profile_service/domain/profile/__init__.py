"""Profiles as they are read: survivorship, views, timelines, tallies."""
