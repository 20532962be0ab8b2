"""Households of the Complete Journey as source records, each named by its number, which is that of its loyalty card."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from loaders.build.items import item_per_row
from loaders.formats.rows import Row
from loaders.sources.complete_journey.tables import LOADED, rows_beside
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import identifier

SOURCE = "completejourney"
_ATTRIBUTES = LOADED["demographics"][1:]


def items(rows: Iterable[Row]) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each household."""
    return item_per_row(rows, lambda row: Item(row.line, (household(row),)))


def household(row: Row) -> SourceRecord:
    """The record of a row of demographics."""
    return _record(row.require("household_id"), {name: text for name in _ATTRIBUTES if (text := row.get(name))})


class Households:
    """Gives the record of each household once, when it is first seen.

    The record holds the demographics where there are any, so that it is the same whichever file brings it.
    """

    def __init__(self, described: Mapping[str, SourceRecord]) -> None:
        self._described = described
        self._seen: set[str] = set()

    @classmethod
    def beside(cls, path: Path) -> "Households":
        """With the demographics that lie beside a file."""
        return cls({record.record_id: record for record in map(household, rows_beside(path, "demographics"))})

    def first_seen(self, id: str) -> tuple[SourceRecord, ...]:
        """The household's record; nothing from the second call for the same id on."""
        if id in self._seen:
            return ()
        record = self._described.get(id) or _record(id, {})
        self._seen.add(id)
        return (record,)


def _record(id: str, attributes: Mapping[str, str]) -> SourceRecord:
    loyalty_id = identifier("loyalty_id", id)
    return SourceRecord(SOURCE, loyalty_id.value, attributes, (loyalty_id,))
