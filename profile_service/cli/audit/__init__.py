"""`profile-service audit`: who looked at whom, and whether anybody changed what is kept of it."""
