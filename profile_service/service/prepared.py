"""Items made ready for their transaction: everything computed that needs no look at the store."""

from typing import NamedTuple

from profile_service.domain.consents import Consent
from profile_service.domain.events import Subject
from profile_service.domain.items import Gone, Item, Joined
from profile_service.domain.records import SourceRecord
from profile_service.store.event_rows import EventRow, event_row


class Prepared(NamedTuple):
    """An item, ready to be ingested. `rows`: how many rows of its file it took."""

    rows: int
    records: tuple[SourceRecord, ...]
    events: tuple[EventRow, ...]
    joined: tuple[Joined, ...]
    gone: tuple[Gone, ...]
    consents: tuple[Consent, ...]

    @property
    def subjects(self) -> set[Subject]:
        """All that the item's events are about."""
        return {subject for event in self.events for subject in event.subjects}


def prepared(item: Item) -> Prepared:
    """Of an item that can be stored. What is done here need not be done while others wait."""
    for record in item.records:
        _ = record.digest, record.attributes_text, record.name_orders
    events = tuple(map(event_row, item.events))
    return Prepared(item.rows, item.records, events, item.joined, item.gone, item.consents)
