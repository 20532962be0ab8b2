"""The two database engines and the one way into them: connections, write lock, migrations."""
