"""Files of which nothing is known yet: inspected, recognised, prepared, and rejected rows loaded again."""
