"""What the store keeps of access: keys, users, sessions."""
