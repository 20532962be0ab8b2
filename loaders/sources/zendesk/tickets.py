"""Zendesk tickets (NDJSON): each is an interaction of the user who asked for help."""

from collections.abc import Iterable, Iterator

from loaders.build.record_builder import digits, tidy
from loaders.formats.rows import Row, item_per_row
from profile_service.domain.sources.events import Interaction, Json, Subject
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import record_key
from profile_service.domain.values.times import read_time

SOURCE = "zendesk"
FIELDS = ("id", "requester_id", "created_at")
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


def items(rows: Iterable[Row], country: str | None = None) -> Iterator[Item | Rejected]:  # noqa: ARG001 (no phone here)
    return item_per_row(rows, ticket)


def ticket(row: Row) -> Item:
    """A support_ticket, or a support_call where it came by voice. Until its requester is loaded a stub stands in."""
    id = row.parse("id", digits)
    channel = channel_of(row)
    event = Interaction(
        key=f"zendesk:ticket:{id}",
        record=record_key(SOURCE, row.parse("requester_id", digits)),
        kind="support_call" if channel == "phone" else "support_ticket",
        occurred_at=row.parse("created_at", read_time),
        channel=channel,
        task="support",
        direction="two-way",
        about=(Subject("Case", f"zendesk:{id}", tidy(row.get("subject") or row.get("raw_subject"))),),
        details=_details(row),
    )
    return Item(row.line, events=(event,))


def channel_of(row: Row) -> str | None:
    """How the ticket or the comment came in, in our words where there is one."""
    via = row.cells.get("via")
    written = via.get("channel") if isinstance(via, dict) else None
    channel = written.strip() if isinstance(written, str) else ""
    return _CHANNELS.get(channel, channel) or None


def _details(row: Row) -> dict[str, Json]:
    details = {name: row.cells[name] for name in _DETAILS if row.cells.get(name) not in (None, "", [])}
    rating = row.cells.get("satisfaction_rating")
    score = rating.get("score") if isinstance(rating, dict) else None
    return details | ({"satisfaction": score} if score not in (None, "unoffered", "offered") else {})
