"""Plain values: identifiers, times, money, cursors, masks, errors."""
