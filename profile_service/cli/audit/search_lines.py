"""`audit search`: every look at one person, or everything that somebody did."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

import typer

from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.execution import settings
from profile_service.cli.console.options import AsJson, with_options
from profile_service.cli.console.output import print_json, print_lines, say, to_the_second
from profile_service.cli.profile.lookup import identifier_in
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.quantities import counted
from profile_service.domain.values.times import read_time
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.audit.places import written_audit
from profile_service.service.audit.search import AuditQuery, Line, matching_lines
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store


def _query(
    *,
    actor: Annotated[str | None, typer.Option(metavar="NAME", help="Who acted: a key, a token, a user.")] = None,
    since: Annotated[str | None, typer.Option(metavar="TIME", help="First moment to include.")] = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="First moment to leave out again.")] = None,
) -> AuditQuery:
    return AuditQuery(None, actor, _moment(since), _moment(until))


@with_options(query=_query)
def search_audit(
    *,
    person: Annotated[
        str | None,
        typer.Option(metavar="ID|IDENTIFIER", help="Whose profile was shown or changed; old ids count, too."),
    ] = None,
    query: AuditQuery,
    limit: Annotated[int, typer.Option(metavar="N", help="How many lines to show.", min=1, max=100_000)] = 100,
    as_json: AsJson = False,
) -> None:
    """Show who looked at a person, or what somebody did, the newest first. The search leaves a line itself."""
    if person is None and query.actor is None:
        raise InvalidInput("say whom it is about (--person) or who acted (--actor), or both")
    lines, has_more = ask_audited("audit search", lambda store, acts: _read(store, acts, person, query, limit))
    if as_json:
        print_json({"lines": lines, "hasMore": has_more})
        return
    print_lines(map(_text, lines))
    say(f"{counted(len(lines), 'line')}{'; there are more: raise --limit' if has_more else ''}.")


async def _read(
    store: Store, acts: AuditedActs, person: str | None, query: AuditQuery, limit: int
) -> tuple[list[Line], bool]:
    profiles = None if person is None else await _ids(ProfileReader(store, settings().country), person)
    lines, has_more = matching_lines(written_audit(settings()), replace(query, profiles=profiles), limit)
    acts.shows("audit search", sorted(profiles or ()), rows=len(lines))
    return lines, has_more


async def _ids(reader: ProfileReader, person: str) -> frozenset[str]:
    """The ids under which the person was ever known; where nobody has it any more, the id that was asked for."""
    identifier = identifier_in(person)
    customer = await reader.customer_by(*identifier) if identifier else None
    return await reader.all_ids(customer.profile.id if customer else person)


def _moment(text: str | None) -> str | None:
    return None if text is None else read_time(text)


def _text(line: Line) -> str:
    return "  ".join(_parts(line))


def _parts(line: Line) -> Iterator[str]:
    who = line["who"] or "(nobody)"
    yield to_the_second(line["at"])
    yield f"{who} ({', '.join(filter(None, (line['kind'], line['role'])))})"
    yield f"{line['door']}: {line['operation']}"
    yield line["outcome"] + (f" {line['code']}" if "code" in line else "")
    yield counted(line["rows"], "row") + (f", view {line['view']}" if "view" in line else "")
    if details := _details(line):
        yield details


def _details(line: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in line.get("details", {}).items())
