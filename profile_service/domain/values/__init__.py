"""Plain values: identifiers, times, money, cursors, masking, errors."""
