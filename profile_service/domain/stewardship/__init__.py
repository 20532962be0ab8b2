"""What stewards decide: commands, splits, changes, undo."""
