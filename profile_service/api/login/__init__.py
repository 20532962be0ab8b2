"""Pages for people who log in, and what a session's cookie lets them do."""
