"""Steward commands: judge, merge, split, lock, move, review, undo."""
