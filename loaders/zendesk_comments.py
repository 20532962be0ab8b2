"""Zendesk comments (NDJSON): what customers wrote in their tickets, each an interaction of its author.

A comment names its author by id alone, and agents are no customers. Who they are is told by the users' export, which
must lie beside. Of an agent's words it is not told which customer read them, so they are read and say nothing here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from loaders.drafts import digits, tidy
from loaders.ndjson import Ndjson
from loaders.reading import Row, each
from loaders.zendesk_tickets import channel_of
from loaders.zendesk_users import staff
from profile_service.domain.errors import InvalidInput
from profile_service.domain.events import Interaction, Subject
from profile_service.domain.items import Item, Rejected
from profile_service.domain.records import record_key
from profile_service.domain.times import read_time

SOURCE = "zendesk"
FIELDS = ("id", "ticket_id", "author_id", "created_at", "body")
MARKS = ("html_body", "plain_body", "public", "audit_id", "attachments")


def of_file(path: Path) -> Mapping[str, Collection[str]]:
    """The ids of staff. Agents are few: they are kept, the other users are not."""
    for beside in dict.fromkeys(
        (path.with_name(path.name.replace("comments", "users")), path.with_name("users.ndjson"))
    ):
        if beside != path and (found := _staff(beside)) is not None:
            return {"agents": found}
    raise InvalidInput(
        f"{path}: tells not who of its writers is staff; put the users' export beside it as users.ndjson"
    )


def items(rows: Iterable[Row], country: str | None, agents: Collection[str]) -> Iterator[Item | Rejected]:  # noqa: ARG001
    return each(rows, lambda row: comment(row, agents))


def comment(row: Row, agents: Collection[str]) -> Item:
    """A support_message about the ticket; an item of nothing where an agent wrote it or it is private."""
    id, author = row.parse("id", digits), row.parse("author_id", digits)
    if author in agents or row.get("public") == "false":
        return Item(row.line)
    event = Interaction(
        key=f"zendesk:comment:{id}",
        record=record_key(SOURCE, author),
        kind="support_message",
        occurred_at=row.parse("created_at", read_time),
        channel=channel_of(row),
        task="support",
        direction="two-way",
        about=(Subject("Case", f"zendesk:{row.parse('ticket_id', digits)}"),),
        details={"text": tidy(row.get("plain_body") or row.get("body"))},
    )
    return Item(row.line, events=(event,))


def _staff(path: Path) -> frozenset[str] | None:
    try:
        return frozenset(row.get("id") for row in Ndjson().rows(path) if staff(row))
    except InvalidInput:
        return None
