"""`profile-service load`, `inspect` and `rejects`."""
