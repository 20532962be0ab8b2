"""`profile-service profile`: its commands, in the order of their help."""

import typer

from profile_service.cli.profile.lookup import show
from profile_service.cli.profile.notes import correct, record, withdraw
from profile_service.cli.profile.recommendations import recommend
from profile_service.cli.profile.search import search

profile = typer.Typer(
    no_args_is_help=True, help="One customer: look them up, search for them, and record what happened."
)
profile.command("show")(show)
profile.command("search")(search)
profile.command("recommend")(recommend)
profile.command("record")(record)
profile.command("correct")(correct)
profile.command("withdraw")(withdraw)
