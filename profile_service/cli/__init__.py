"""The command line `profile-service`, and the composition root behind it."""

from profile_service.cli.commands import main

__all__ = ["main"]
