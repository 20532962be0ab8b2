"""Items made ready for their transaction: everything computed that needs no look at the store."""

from typing import NamedTuple

from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.items import Gone, Item, Joined
from profile_service.store.sources.event_rows import EventRow, event_row
from profile_service.store.sources.record_rows import RecordRow, record_row


class Prepared(NamedTuple):
    """An item, ready to be ingested. `rows`: how many rows of its file it took; `companions` and `named`: as the item
    tells them."""

    rows: int
    records: tuple[RecordRow, ...]
    events: tuple[EventRow, ...]
    joined: tuple[Joined, ...]
    gone: tuple[Gone, ...]
    consents: tuple[Consent, ...]
    companions: tuple[str, ...]
    named: tuple[str, ...]


def prepared(item: Item) -> Prepared:
    """Of an item that can be stored. What is done here need not be done while others wait."""
    return Prepared(
        item.rows,
        tuple(map(record_row, item.records)),
        tuple(map(event_row, item.events)),
        item.joined,
        item.gone,
        item.consents,
        tuple(item.companions()),
        tuple(item.named()),
    )
