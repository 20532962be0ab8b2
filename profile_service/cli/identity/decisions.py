"""`identity decisions`: what stewards decided, for those who look for the id that `undo` takes."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.options import After, AsJson, First
from profile_service.cli.console.output import PageEnd, print_json, print_lines, say, to_the_second
from profile_service.domain.stewardship.decisions import DecisionState, ListedDecision
from profile_service.domain.values.cursors import write_cursor
from profile_service.domain.values.quantities import counted
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store

_FEW = 3


class _State(StrEnum):
    holds = "holds"
    undone = "undone"


def decisions(
    profile: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Only those in the history of this profile; a former id works too."),
    ] = None,
    state: Annotated[
        _State | None, typer.Option(metavar="holds|undone", help="Only those that hold, or that were undone.")
    ] = None,
    first: First = 20,
    after: After = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the decisions of stewards, the newest first; `identity undo` takes their ids."""

    async def read(store: Store, acts: AuditedActs) -> tuple[list[ListedDecision], bool]:
        reader = ProfileReader(store, None, acts=acts)
        profiles = None if profile is None else await reader.all_ids(profile)
        return await reader.decisions.page(
            first, after, profiles=profiles, state=DecisionState(state.value) if state else None
        )

    listed, has_next = ask_audited("identity decisions", read)
    end = PageEnd(has_next, write_cursor(listed[-1].decision.id) if listed else None)
    if as_json:
        print_json({"decisions": list(map(_data, listed))} | end.data())
        return
    print_lines(line for each in listed for line in _lines(each))
    if not listed:
        say("Nobody decided anything." if profile is state is after is None else "There is no such decision.")
    end.say()


def _lines(listed: ListedDecision) -> Iterator[str]:
    """The decision, who made it and what became of it; then why, and what it is about."""
    decision = listed.decision
    undone = f"  undone by {listed.undone_by}" if listed.undone_by else ""
    yield f"{decision.id}  {to_the_second(decision.at)}  {decision.kind.value}  by {decision.actor}{undone}"
    if decision.reason:
        yield f"    because: {decision.reason}"
    if about := list(_subjects(listed)):
        yield f"    {', '.join(about)}"


def _subjects(listed: ListedDecision) -> Iterator[str]:
    decision = listed.decision
    if decision.root:
        yield f"decision {decision.root}"
    if decision.event:
        yield decision.event
    shown = decision.records[: _FEW if listed.record_count > _FEW else None]
    yield from shown
    if more := listed.record_count - len(shown):
        yield f"{counted(more, 'record')} more" if shown else counted(more, "record")


def _data(listed: ListedDecision) -> dict[str, Any]:
    """The names are those of the GraphQL API."""
    decision = listed.decision
    return {
        "id": decision.id,
        "kind": decision.kind.name,
        "actor": decision.actor,
        "at": decision.at,
        "reason": decision.reason or None,
        "records": decision.records,
        "recordCount": listed.record_count,
        "event": decision.event,
        "ofDecision": decision.root,
        "state": listed.state.name,
        "undoneBy": listed.undone_by,
        "profiles": listed.profiles,
    }
