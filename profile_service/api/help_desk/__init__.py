"""The panel about a customer that a help desk shows beside its tickets, in a frame."""
