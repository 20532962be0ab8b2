"""Where a store is: the address of its engine, and folders for its owner alone."""
