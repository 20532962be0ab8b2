"""The Complete Journey, a grocer's loyalty data by household."""
