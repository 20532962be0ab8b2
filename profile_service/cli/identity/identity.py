"""`profile-service identity`: its commands, in the order of their help."""

import typer

from profile_service.cli.identity.change_feed import changes
from profile_service.cli.identity.crosswalk import crosswalk
from profile_service.cli.identity.decisions import decisions
from profile_service.cli.identity.explain import history, how, why
from profile_service.cli.identity.review import review
from profile_service.cli.identity.rules import rules
from profile_service.cli.identity.steward import (
    accept,
    decline,
    judge,
    lock,
    merge,
    move,
    move_event,
    propose,
    retract,
    split,
    unlock,
)
from profile_service.cli.identity.undo import undo
from profile_service.cli.identity.undo_run import undo_run

identity = typer.Typer(no_args_is_help=True, help="Who is the same person: rules, judgements, review, explanations.")
identity.command("why")(why)
identity.command("how")(how)
identity.command("history")(history)
identity.command("review")(review)
identity.command("propose")(propose)
identity.command("accept")(accept)
identity.command("decline")(decline)
identity.command("judge")(judge)
identity.command("retract")(retract)
identity.command("merge")(merge)
identity.command("split")(split)
identity.command("lock")(lock)
identity.command("unlock")(unlock)
identity.command("move")(move)
identity.command("move-event")(move_event)
identity.command("decisions")(decisions)
identity.command("undo")(undo)
identity.command("undo-run")(undo_run)
identity.command("changes")(changes)
identity.command("crosswalk")(crosswalk)
identity.add_typer(rules, name="rules")
