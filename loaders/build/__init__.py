"""What every source is built with: records and amounts from cells, countries, consent columns, the loader itself."""
