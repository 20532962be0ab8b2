"""Next actions: what to do for a customer now, by rules over the insights."""
