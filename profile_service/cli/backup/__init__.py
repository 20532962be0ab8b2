"""`profile-service store`: backup, restore and verification."""
