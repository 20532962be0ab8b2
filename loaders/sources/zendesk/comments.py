"""Zendesk comments (NDJSON): messages of customers and agents in tickets, each an interaction of the customer.

A comment names its author by id alone, and agents are no customers. The users' export, which must lie beside, says who
is an agent. The tickets' export says to whom an agent answered; where it does not lie beside too, comments of agents
become empty items.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from loaders.build.cell_text import clean_text, numeric_id
from loaders.build.items import item_per_row
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.json.reader import JsonFormat
from loaders.formats.rows import Row
from loaders.sources.zendesk.requesters import Requesters
from loaders.sources.zendesk.tickets import channel_of
from loaders.sources.zendesk.users import is_staff
from profile_service.domain.sources.events import Interaction, Json, Subject
from profile_service.domain.sources.items import EventDeletion, Item, Rejected
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

SOURCE = "zendesk"
COLUMNS = ("id", "ticket_id", "author_id", "created_at", "body")
MARKS = ("html_body", "plain_body", "public", "audit_id", "attachments")


def file_arguments(path: Path) -> Mapping[str, object]:
    """`agents`: id → name of staff. `requesters`: who asked for help by which ticket.

    Raises InvalidInput where no users' export lies beside. Agents are few: they are kept, the other users are not.
    """
    for file in _files_beside(path, "users"):
        if (agents := _staff_names(file)) is not None:
            return {"agents": agents, "requesters": Requesters(_files_beside(path, "tickets"))}
    raise InvalidInput(
        f"{path}: tells not who of its writers is staff; put the users' export beside it as users.ndjson"
    )


def items(
    rows: Iterable[Row], _defaults: RecordDefaults, agents: Mapping[str, str], requesters: Requesters
) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each comment."""
    return item_per_row(rows, lambda row: comment(row, agents, requesters))


def comment(row: Row, agents: Mapping[str, str], requesters: Requesters) -> Item:
    """A support_message of the customer about the ticket, or an agent's support_reply to the ticket's requester.

    An empty item where the comment is private, or an agent's about a ticket whose requester is not known; the end of
    the comment where its ticket was deleted or merged into another.
    """
    id, author, ticket = (row.parse(column, numeric_id) for column in ("id", "author_id", "ticket_id"))
    if gone_at := requesters.gone_at(ticket):
        return Item(row.line, event_deletions=(EventDeletion(f"{SOURCE}:comment:{id}", gone_at),))
    customer = requesters.requester_of(ticket) if author in agents else author
    if row.get("public") == "false" or customer is None:
        return Item(row.line)
    details: dict[str, Json] = {"text": clean_text(row.get_first("plain_body", "body"))}
    event = Interaction(
        key=f"{SOURCE}:comment:{id}",
        record=record_key(SOURCE, customer),
        kind="support_reply" if author in agents else "support_message",
        occurred_at=row.parse("created_at", read_time),
        channel=channel_of(row),
        task="support",
        direction="two-way",
        about=(Subject("Case", f"{SOURCE}:{ticket}"),),
        details=details | ({"agent": agents[author]} if author in agents else {}),
    )
    return Item(row.line, events=(event,))


def _files_beside(path: Path, export: str) -> list[Path]:
    """The paths where another export may lie: march-users.ndjson beside march-comments.ndjson, or users.ndjson."""
    candidates = (path.with_name(path.name.replace("comments", export)), path.with_name(f"{export}.ndjson"))
    return [file for file in dict.fromkeys(candidates) if file != path]


def _staff_names(path: Path) -> dict[str, str] | None:
    """Id → name of the staff in a users' export; None where it cannot be read."""
    try:
        return {row.get("id"): clean_text(row.get("name")) for row in JsonFormat().rows(path) if is_staff(row)}
    except InvalidInput:
        return None
