"""`privacy suppress`: what must never come in again."""

from typing import Annotated

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import settings
from profile_service.cli.console.options import AsJson, with_options
from profile_service.cli.console.output import print_json, print_lines
from profile_service.cli.identity.command_options import login
from profile_service.cli.privacy.erase import Actor, Reason
from profile_service.cli.profile.lookup import identifier_in
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier, identifier
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.privacy import suppression
from profile_service.service.privacy.ledger import open_ledger
from profile_service.store.engine.store import Store


def _key(
    *,
    asked: Annotated[
        str | None,
        typer.Argument(metavar="IDENTIFIER", help="An identifier such as loyalty_id:88213, or an e-mail."),
    ] = None,
    record: Annotated[str | None, typer.Option(metavar="KEY", help="A record's key, source:id, in its place.")] = None,
) -> Identifier | str:
    """Raises InvalidInput where neither or both are named."""
    if (asked is None) == (record is None):
        raise InvalidInput("name an identifier such as email:ann@example.org, or a record by --record")
    if record is not None:
        if ":" not in record:
            raise InvalidInput("a record's key has its source and its id: source:id")
        return record
    typed = identifier_in(asked or "")
    if typed is None:
        raise InvalidInput("this is no identifier; name it with its type, such as email:ann@example.org")
    return identifier(*typed, settings().country)


@with_options(key=_key)
def suppress(
    key: Identifier | str,
    actor: Actor = None,
    reason: Reason = "",
    *,
    lift: Annotated[bool, typer.Option("--lift", help="Let it come in again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Leave an identifier, or a record, out of all later loads, events and notes. What is stored stays.

    Rows that state it are counted as suppressed. An erasure suppresses what it erased by itself.
    """
    by = actor or login(), reason
    ask_audited("privacy suppress", lambda store, acts: _act(store, acts, (key, lift), by), create=True)
    if as_json:
        print_json({"suppressed": not lift})
    else:
        print_lines(["It may come in again." if lift else "It will be left out of all loads from now on."])


async def _act(store: Store, acts: AuditedActs, what: tuple[Identifier | str, bool], by: tuple[str, str]) -> None:
    (key, is_lifted), (actor, reason) = what, by
    act = suppression.lift if is_lifted else suppression.suppress
    written = await act(store, open_ledger(settings()), key, actor, reason)
    acts.changes("privacy suppress", (), {"lifted": is_lifted, "act": written.id}, reason)
