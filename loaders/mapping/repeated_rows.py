"""Rows that repeat one before them in the file: equal ones, which are one event, and those of one id but two people."""

from loaders.formats.rows import Row
from loaders.mapping.language import SourceMapping
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.quality.dropped_cells import EQUAL_ROW
from profile_service.domain.sources.records import SourceRecord

_TWO_PEOPLE = (
    "the id of another row too, whose name and first identifier are others; the later row replaced the earlier"
)
_NAMES = ("name", "given_name", "family_name")
_HALF = 32


class RepeatedRows:
    """Tells the run of them, as the rows of a file come by. Takes about 100 bytes of memory a row."""

    def __init__(self, mapping: SourceMapping) -> None:
        self._has_equal_rows = mapping.event is not None and mapping.event.key is None
        self._id = mapping.record.id if mapping.event is None else None
        self._events: set[int] = set()
        self._people: dict[int, int] = {}

    def add(self, row: Row, records: tuple[SourceRecord, ...], events: tuple[Event, ...]) -> None:
        """Look at what the next row brings, and say so where it repeats another one."""
        if self._has_equal_rows:
            for event in events:
                self._add_event(row, event)
        if self._id:
            for record in records:
                self._add_person(row, self._id, record)

    def _add_event(self, row: Row, event: Event) -> None:
        key = hash(event.key)
        if key in self._events:
            row.drop("", EQUAL_ROW, "")
        self._events.add(key)

    def _add_person(self, row: Row, field: str, record: SourceRecord) -> None:
        key, person = hash(record.key), _person(record)
        if _differ(self._people.get(key, person), person):
            row.drop(field, _TWO_PEOPLE, record.record_id)
        self._people[key] = person


def _person(record: SourceRecord) -> int:
    """The name, and the first identifier that is not the id, as two halves of a number; 0 for what is not there."""
    name = " ".join(filter(None, map(record.attributes.get, _NAMES))).casefold()
    identifier = next((i.key for i in record.identifiers if i.value != record.record_id.casefold()), "")
    return _half(name) << _HALF | _half(identifier)


def _differ(first: int, second: int) -> bool:
    """Whether both halves are there in both, and differ in both."""
    halves = ((first >> _HALF, second >> _HALF), (first & (2**_HALF - 1), second & (2**_HALF - 1)))
    return all(one and other and one != other for one, other in halves)


def _half(text: str) -> int:
    return hash(text) & (2**_HALF - 1) if text else 0
