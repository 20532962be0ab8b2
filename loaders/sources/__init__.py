"""The sources: a folder for each vendor, a module for each kind of its export files."""
