"""Zendesk tickets (NDJSON): each is an interaction of the user who asked for help.

A ticket names its requester by id alone; until that user is loaded, a stub stands in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from loaders.build.cell_text import numeric_id
from loaders.build.items import item_per_row
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import Row, tidied
from profile_service.domain.sources.events import Interaction, Json, Subject
from profile_service.domain.sources.items import EventDeletion, Item, Rejected
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.text import tidy
from profile_service.domain.values.times import read_time

SOURCE = "zendesk"
COLUMNS = ("id", "requester_id", "created_at")
MARKS = ("subject", "raw_subject", "via", "assignee_id", "satisfaction_rating")
_CHANNELS = {
    "voice": "phone",
    "mobile": "app",
    "mobile_sdk": "app",
    "native_messaging": "chat",
    "messaging": "chat",
    "web_widget": "web",
    "help_center": "web",
    "twitter": "social",
    "facebook": "social",
    "instagram_dm": "social",
}
_DETAILS = ("status", "priority", "type", "tags", "recipient", "updated_at", "external_id")


def items(rows: Iterable[Row], _defaults: RecordDefaults | None = None) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each ticket."""
    return item_per_row(rows, ticket)


def ticket(row: Row) -> Item:
    """A support_ticket, or a support_call where it came by voice; of one that was deleted only that, and of one that
    was merged into another its number too."""
    id = row.parse("id", numeric_id)
    if is_gone(row):
        deletion = EventDeletion(f"{SOURCE}:ticket:{id}", row.parse_or_none("updated_at", read_time))
        if _is_merged(row) and (requester := row.parse_or_none("requester_id", numeric_id)):
            deletion = replace(deletion, record=record_key(SOURCE, requester), number=id)
        return Item(row.line, event_deletions=(deletion,))
    channel = channel_of(row)
    event = Interaction(
        key=f"{SOURCE}:ticket:{id}",
        record=record_key(SOURCE, row.parse("requester_id", numeric_id)),
        kind="support_call" if channel == "phone" else "support_ticket",
        occurred_at=row.parse("created_at", read_time),
        channel=channel,
        task="support",
        direction="two-way",
        about=(Subject("Case", f"{SOURCE}:{id}", row.get_first("subject", "raw_subject")),),
        details=_details(row),
    )
    return Item(row.line, events=(event,))


def is_gone(row: Row) -> bool:
    """Whether a ticket was deleted, or closed since it was merged into another, which Zendesk tells by a tag."""
    return row.get("status") == "deleted" or _is_merged(row)


def _is_merged(row: Row) -> bool:
    tags = row.cells.get("tags")
    return isinstance(tags, list) and "closed_by_merge" in tags and row.get("status") in ("closed", "solved")


def channel_of(row: Row) -> str | None:
    """The channel by which a ticket or a comment came in, in the service's own word where it has one."""
    via = row.cells.get("via")
    written = via.get("channel") if isinstance(via, dict) else None
    channel = tidy(written) if isinstance(written, str) else ""
    return _CHANNELS.get(channel, channel) or None


def _followed_ticket(row: Row) -> str:
    """The id of the closed ticket that the requester answered, so that Zendesk made this one; empty without one."""
    via = row.cells.get("via")
    source = via.get("source") if isinstance(via, dict) else None
    follows = isinstance(source, dict) and source.get("rel") == "follow_up"
    origin = source.get("from") if follows and isinstance(source, dict) else None
    return str(origin.get("ticket_id") or "") if isinstance(origin, dict) else ""


def _details(row: Row) -> dict[str, Json]:
    details: dict[str, Json] = {
        name: value for name in _DETAILS if (value := tidied(row.cells.get(name))) not in (None, "", [])
    }
    if earlier := _followed_ticket(row):
        details["parent_case"] = earlier
    rating = row.cells.get("satisfaction_rating")
    score = rating.get("score") if isinstance(rating, dict) else None
    return details | ({"satisfaction": score} if score not in (None, "unoffered", "offered") else {})
