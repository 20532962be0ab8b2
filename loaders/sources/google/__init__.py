"""Google exports."""
