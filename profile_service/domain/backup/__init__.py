"""Backups of a store: what a backup says of itself, in which terms its content is written."""
