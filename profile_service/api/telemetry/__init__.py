"""What is seen of the server from outside: its log, its metrics, its traces."""
