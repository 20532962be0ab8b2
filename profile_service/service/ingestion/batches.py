"""Cut a file's items into batches, each ready to be written as one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import ceil

from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.quality.dropped_cells import DroppedCell, DroppedCells, grouped
from profile_service.service.ingestion.prepared_items import PreparedItem, prepare_item

_COUNT_AS_ONE = 6
"""Rows of one item: further rows of it, such as the lines of an order, cost the store a fraction of what the first
does."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`end`: how many items and rejects of the file lie before the next batch; `dropped`: the cells of its items that
    could not be used; `suppressed`: how many rejected rows were left out of it."""

    items: tuple[PreparedItem, ...]
    rejects: tuple[Rejected, ...]
    end: int
    dropped: tuple[DroppedCells, ...] = ()
    suppressed: int = 0


def batches(entries: Iterator[Item | Rejected], rows: int, skip: int = 0) -> Iterator[Batch]:
    """Batches of about `rows` rows, after the first `skip` entries, where up to six rows of one item count as one; an
    item is never split."""
    items: list[PreparedItem] = []
    rejects: list[Rejected] = []
    dropped: list[DroppedCell] = []
    batch_weight, position = 0, skip
    for position, entry in enumerate(islice(entries, skip, None), start=skip + 1):
        if isinstance(entry, Rejected):
            rejects.append(entry)
        else:
            items.append(prepare_item(entry))
            dropped += entry.dropped
        batch_weight += weight(entry)
        if batch_weight >= rows:
            yield Batch(tuple(items), tuple(rejects), position, grouped(dropped))
            items, rejects, dropped, batch_weight = [], [], [], 0
    if batch_weight:
        yield Batch(tuple(items), tuple(rejects), position, grouped(dropped))


def weight(entry: Item | Rejected) -> int:
    """How many rows it counts as where a batch is measured."""
    return max(1, ceil(entry.rows / _COUNT_AS_ONE))
