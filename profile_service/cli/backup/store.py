"""`profile-service store`: its commands, in the order of their help."""

import typer

from profile_service.cli.backup.backup import backup
from profile_service.cli.backup.restore import restore
from profile_service.cli.backup.verify_store import verify_store

store = typer.Typer(no_args_is_help=True, help="Back the store up, restore it, and find out whether it is whole.")
store.command("backup")(backup)
store.command("restore")(restore)
store.command("verify")(verify_store)
