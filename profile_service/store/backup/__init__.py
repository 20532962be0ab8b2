"""The whole graph, read page by page and written batch by batch, and the pause of the writers meanwhile."""
