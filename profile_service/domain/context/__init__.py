"""The context of a customer for whoever serves them now, drawn from their events; pure, and as of a stated moment."""
