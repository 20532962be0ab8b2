"""The quality of what sources bring: rows that are rejected, cells that are dropped, texts that state nothing."""
