"""The embedded store: one engine for a data directory, started by whoever needs it and shared by all who do."""
