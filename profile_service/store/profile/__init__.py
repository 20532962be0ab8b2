"""Reading profiles, timelines, tallies and search hits from the graph."""
