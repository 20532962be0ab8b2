"""File formats, each read row by row: CSV, NDJSON, JSON arrays, Parquet, Excel, vCards, plain or packed."""
