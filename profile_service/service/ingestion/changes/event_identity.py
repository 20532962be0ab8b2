"""The identity of events: whether what is stored under a key is the event that arrives under it, or another one."""

from collections.abc import Iterable, Mapping, Sequence

from profile_service.domain.sources.events import EventVersion
from profile_service.domain.sources.items import Rejected, SourceDeletion
from profile_service.domain.values.times import days_between
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.store.sources.event_rows import EventRow

_CONTRADICTION = (
    "another customer's event of another day is stored under the same key; are the files of two systems that count "
    "alike? Then name one of them with --source"
)


def without_contradictions(
    items: Iterable[PreparedItem], stored: Mapping[str, EventVersion]
) -> tuple[list[PreparedItem], list[Rejected]]:
    """The items that may be loaded, and the rejections of those whose event contradicts the one that is stored, or
    came before, under its key: what is stored is never replaced by what another customer did at another time."""
    arrived: dict[str, EventRow] = {}
    accepted, rejected = [], []
    for item in items:
        if item.events and _contradicts(item.events[0], _latest(item.events[0].key, arrived, stored)):
            rejected.append(Rejected(item.line, _CONTRADICTION, "", rows=item.rows))
            continue
        accepted.append(item)
        for event in item.events:
            arrived[event.key] = event
    return accepted, rejected


def _latest(key: str, arrived: Mapping[str, EventRow], stored: Mapping[str, EventVersion]) -> EventVersion | None:
    event = arrived.get(key)
    return EventVersion(event.digest, event.timeline) if event else stored.get(key)


def _contradicts(event: EventRow, stored: EventVersion | None) -> bool:
    """An order is made once; other events, such as a cart, may move within a day while their customer becomes known.

    A record that stands for its event alone says nothing of the customer, so that its day decides.
    """
    if stored is None or not stored.timeline or stored.digest == event.digest:
        return False
    arriving = EventVersion(event.digest, event.timeline)
    is_anonymous = event.record == event.key
    if arriving.occurred_at == stored.occurred_at or (arriving.record == stored.record and not is_anonymous):
        return False
    if event.label == "Transaction" and not is_anonymous:
        return True
    return abs(days_between(arriving.occurred_at, stored.occurred_at)) >= 1


def superseded_events(items: Sequence[PreparedItem], stored: Mapping[str, EventVersion]) -> dict[int, Sequence[str]]:
    """By the position of its item, the keys under which an earlier version of the service kept the item's events, where
    the first of them is stored and happened at the very time of the item's first event."""
    superseded: dict[int, Sequence[str]] = {}
    for position, item in enumerate(items):
        former = stored.get(item.former_events[0]) if item.former_events and item.events else None
        if former and former.timeline and former.occurred_at == EventVersion("", item.events[0].timeline).occurred_at:
            superseded[position] = item.former_events
    return superseded


def without_former_records(
    items: Sequence[PreparedItem], superseded: Mapping[int, Sequence[str]], stored: Mapping[str, EventVersion]
) -> list[PreparedItem]:
    """The items, with a deletion of each record that stood for a superseded event alone: nothing is left of it."""
    ended = {
        position: SourceDeletion(keys[0])
        for position, keys in superseded.items()
        if stored[keys[0]].record == keys[0] != items[position].events[0].record
    }
    return [
        item._replace(
            deletions=(*item.deletions, ended[position]), all_records=(*item.all_records, ended[position].record)
        )
        if position in ended
        else item
        for position, item in enumerate(items)
    ]
