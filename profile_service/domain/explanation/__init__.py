"""Explanations: the evidence between records, and sentences that say it."""
