"""Items made ready for their transaction: everything computed that needs no look at the store."""

from typing import NamedTuple

from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.store.sources.event_rows import EventRow, event_row
from profile_service.store.sources.record_rows import RecordRow, record_row


class PreparedItem(NamedTuple):
    """An item, ready to be ingested. `rows`: how many rows of its file it took; `companions` and `named`: as the item
    tells them."""

    rows: int
    records: tuple[RecordRow, ...]
    events: tuple[EventRow, ...]
    merges: tuple[SourceMerge, ...]
    deletions: tuple[SourceDeletion, ...]
    consents: tuple[Consent, ...]
    referenced_records: tuple[str, ...]
    all_records: tuple[str, ...]


def prepare_item(item: Item) -> PreparedItem:
    """Of an item that can be stored. What is done here need not be done while others wait."""
    return PreparedItem(
        item.rows,
        tuple(map(record_row, item.records)),
        tuple(map(event_row, item.events)),
        item.merges,
        item.deletions,
        item.consents,
        tuple(item.referenced_records()),
        tuple(item.all_records()),
    )
