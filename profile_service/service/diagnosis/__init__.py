"""What is right and wrong with an installation: looked at without changing anything, and told with what to do."""
