"""`privacy restrict`: keep a person's data, and let nobody use them."""

from typing import Annotated

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import settings
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines
from profile_service.cli.identity.command_options import login
from profile_service.cli.privacy.erase import Actor, Asked, Reason, asked_person
from profile_service.domain.values.quantities import counted
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.privacy.ledger import open_ledger
from profile_service.service.privacy.restriction import lift_restriction
from profile_service.service.privacy.restriction import restrict as restrict_profile
from profile_service.store.engine.store import Store


def restrict(
    asked: Asked,
    actor: Actor = None,
    reason: Reason = "",
    *,
    lift: Annotated[bool, typer.Option("--lift", help="Let them be used again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Restrict what is done with a person's data: kept and loaded on, and shown to those alone who answer for it."""
    by = actor or login(), reason
    records = ask_audited("privacy restrict", lambda store, acts: _turn(store, acts, (asked, lift), by))
    if as_json:
        print_json({"records": records, "restricted": not lift})
        return
    what = "are used again" if lift else "are restricted, and so is every profile that they come into"
    print_lines([f"{counted(records, 'record')} {what}."])


async def _turn(store: Store, acts: AuditedActs, what: tuple[str, bool], by: tuple[str, str]) -> int:
    (asked, is_lifted), (actor, reason) = what, by
    profile = await asked_person(store, asked)
    turn = lift_restriction if is_lifted else restrict_profile
    records = await turn(store, open_ledger(settings()), profile, actor, reason)
    acts.changes("privacy restrict", [profile], {"lifted": is_lifted, "records": records}, reason)
    return records
