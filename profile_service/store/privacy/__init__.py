"""Erasures in the graph: what is destroyed, what is suppressed, and what is restricted."""
