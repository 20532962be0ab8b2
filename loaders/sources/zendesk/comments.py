"""Zendesk comments (NDJSON): what customers and agents wrote in tickets, each an interaction of the customer.

A comment names its author by id alone, and agents are no customers. Who they are is told by the users' export, which
must lie beside. To whom an agent answered is told by the tickets' export; where that does not lie beside too, agents'
words are read and say nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from loaders.build.record_builder import digits, tidy
from loaders.formats.json.reader import Ndjson
from loaders.formats.rows import Row, item_per_row
from loaders.sources.zendesk.requesters import Requesters
from loaders.sources.zendesk.tickets import channel_of
from loaders.sources.zendesk.users import staff
from profile_service.domain.sources.events import Interaction, Json, Subject
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

SOURCE = "zendesk"
FIELDS = ("id", "ticket_id", "author_id", "created_at", "body")
MARKS = ("html_body", "plain_body", "public", "audit_id", "attachments")


def of_file(path: Path) -> Mapping[str, object]:
    """The names of staff by their ids, and who asked for help by ticket. Agents are few: they are kept, the other users
    are not."""
    for file in _beside(path, "users"):
        if (found := _staff(file)) is not None:
            return {"agents": found, "requesters": Requesters(_beside(path, "tickets"))}
    raise InvalidInput(
        f"{path}: tells not who of its writers is staff; put the users' export beside it as users.ndjson"
    )


def items(
    rows: Iterable[Row],
    country: str | None,  # noqa: ARG001 (no phone here)
    agents: Mapping[str, str],
    requesters: Requesters,
) -> Iterator[Item | Rejected]:
    return item_per_row(rows, lambda row: comment(row, agents, requesters))


def comment(row: Row, agents: Mapping[str, str], requesters: Requesters) -> Item:
    """A support_message of the customer about the ticket, or an agent's support_reply to the ticket's requester; an
    item of nothing where it is private, or an agent's and nothing is known of the ticket."""
    id, author, ticket = (row.parse(column, digits) for column in ("id", "author_id", "ticket_id"))
    customer = requesters.of(ticket) if author in agents else author
    if row.get("public") == "false" or customer is None:
        return Item(row.line)
    details: dict[str, Json] = {"text": tidy(row.get("plain_body") or row.get("body"))}
    event = Interaction(
        key=f"zendesk:comment:{id}",
        record=record_key(SOURCE, customer),
        kind="support_reply" if author in agents else "support_message",
        occurred_at=row.parse("created_at", read_time),
        channel=channel_of(row),
        task="support",
        direction="two-way",
        about=(Subject("Case", f"zendesk:{ticket}"),),
        details=details | ({"agent": agents[author]} if author in agents else {}),
    )
    return Item(row.line, events=(event,))


def _beside(path: Path, export: str) -> list[Path]:
    """Where the help desk's other export may lie: march-users.ndjson beside march-comments.ndjson, or users.ndjson."""
    named = (path.with_name(path.name.replace("comments", export)), path.with_name(f"{export}.ndjson"))
    return [file for file in dict.fromkeys(named) if file != path]


def _staff(path: Path) -> dict[str, str] | None:
    try:
        return {row.get("id"): tidy(row.get("name")) for row in Ndjson().rows(path) if staff(row)}
    except InvalidInput:
        return None
