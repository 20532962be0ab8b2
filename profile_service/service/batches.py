"""Cut a file's items into batches, each checked and ready to be written as one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from profile_service.domain.checks import check
from profile_service.domain.errors import InvalidInput
from profile_service.domain.items import Item, Rejected


@dataclass(frozen=True, slots=True)
class Batch:
    """`end`: how many items and rejects of the file lie before the next batch."""

    items: tuple[Item, ...]
    rejects: tuple[Rejected, ...]
    end: int


def batches(entries: Iterator[Item | Rejected], rows: int, skip: int = 0) -> Iterator[Batch]:
    """Batches of about `rows` rows, after the first `skip` entries; an item is never split."""
    items: list[Item] = []
    rejects: list[Rejected] = []
    held, position = 0, skip
    for position, entry in enumerate(islice(entries, skip, None), start=skip + 1):
        checked = _checked(entry)
        if isinstance(checked, Item):
            items.append(checked)
        else:
            rejects.append(checked)
        held += entry.rows
        if held >= rows:
            yield Batch(tuple(items), tuple(rejects), position)
            items, rejects, held = [], [], 0
    if held:
        yield Batch(tuple(items), tuple(rejects), position)


def _checked(entry: Item | Rejected) -> Item | Rejected:
    if isinstance(entry, Rejected):
        return entry
    try:
        check(entry)
        _prepare(entry)
    except InvalidInput as error:
        return Rejected(entry.line, str(error), row=repr(entry), rows=entry.rows)
    return entry


def _prepare(item: Item) -> None:
    """Compute ahead what the transaction will need: it shall not hold its lock for that."""
    for record in item.records:
        _ = record.digest, record.attributes_text, record.name_orders
    for event in item.events:
        _ = event.digest, event.details_text
