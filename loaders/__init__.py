"""One small file per source: read, normalise (pure), hand over to the load service."""
