"""Backups: made, verified and restored; and whether the store itself is whole."""
