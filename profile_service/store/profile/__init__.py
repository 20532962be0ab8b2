"""Reading profiles, timelines and tallies from the graph."""
