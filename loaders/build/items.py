"""Items from rows, one for each row or one for rows that belong together; what cannot be loaded is rejected."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from loaders.build.repeated_columns import with_repeats
from loaders.formats.rows import BadCell, Row
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.quality.validation import validate
from profile_service.domain.values.errors import InvalidInput


def item_per_row(rows: Iterable[Row], item_of: Callable[[Row], Item]) -> Iterator[Item | Rejected]:
    """The item of each row in turn, or its rejection where `item_of` raises InvalidInput."""
    for row in rows:
        yield item_from_rows((row,), partial(item_of, row))


def item_from_rows(rows: Sequence[Row], make_item: Callable[[], Item]) -> Item | Rejected:
    """The one item of rows that belong together.

    All of them are rejected where one is flawed, where `make_item` raises InvalidInput, and where the store could not
    hold the item. What the rows say of cells that could not be used goes with the item.
    """
    try:
        for row in rows:
            if row.flaw:
                raise InvalidInput(row.flaw)
        item = make_item()
        if rows[0].repeats:
            item = with_repeats(item, rows[0])
        validate(item)
    except InvalidInput as error:
        return _rejection(rows, error)
    return item if len(rows) == 1 and not rows[0].dropped else _with_dropped(item, rows)


def _with_dropped(item: Item, rows: Sequence[Row]) -> Item:
    dropped = tuple(cell for row in rows for cell in row.dropped)
    return replace(item, dropped=item.dropped + dropped) if dropped else item


def _rejection(rows: Sequence[Row], error: InvalidInput) -> Rejected:
    """All rows rejected, at the line of the first flawed one, else of the first."""
    culprit = next((row for row in rows if row.flaw), rows[0])
    column = error.column if isinstance(error, BadCell) else None
    value = culprit.get(column) or None if column else None
    cells = () if culprit.flaw else tuple(row.cells for row in rows)
    text = culprit.text if len(rows) == 1 else "".join(row.text.removesuffix("\n") + "\n" for row in rows)
    return Rejected(culprit.line, str(error), text, column, len(rows), value, cells)
