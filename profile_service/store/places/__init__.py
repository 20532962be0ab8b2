"""Where a store is: the address of its engine, and folders and files for its owner alone."""
