"""`profile-service profile`: its commands, in the order of their help."""

import typer

from profile_service.cli.profile.lookup import show
from profile_service.cli.profile.notes import correct, record, withdraw

profile = typer.Typer(no_args_is_help=True, help="One customer: look them up, and record what happened.")
profile.command("show")(show)
profile.command("record")(record)
profile.command("correct")(correct)
profile.command("withdraw")(withdraw)
