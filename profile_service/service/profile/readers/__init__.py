"""The reads of one request, by what is asked: many customers at once, or an event."""
