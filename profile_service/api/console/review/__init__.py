"""The review queue: what waits for a steward, case by case, and the decisions about it."""
