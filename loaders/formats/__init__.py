"""File formats, read row by row, plain or packed: a folder for each, with its `reader`."""
