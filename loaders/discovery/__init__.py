"""Files that nobody named a source for: summarised, recognised, put in order, prepared; and rejected rows again."""
