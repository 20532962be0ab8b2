"""Events through a mapping: interactions, which may be transactions."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from loaders.formats.rows import BadCell, Row, as_text
from loaders.mapping.details import details_reader
from loaders.mapping.event_rules import DIRECTIONS, SALES, AboutRule, EventRule
from loaders.mapping.field_paths import Cells, field_getter, no_field, optional_getter
from loaders.mapping.language import SourceMapping
from loaders.mapping.mapped_fields import fields_read_of_event
from loaders.mapping.rest_names import rest_names
from loaders.mapping.rule_values import named_details
from loaders.mapping.transactions import TransactionMapper
from loaders.mapping.values import Reader, condition_reader, key_reader, time_reader, word_reader
from profile_service.domain.sources.events import Event, Interaction, Json, Subject, SubjectLabel
from profile_service.domain.sources.items import EventDeletion
from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time
from profile_service.service.declared.touchpoints import touchpoints

_NO_SALE = f"the kind must be one of {', '.join(SALES)}; if not every row is a transaction, say which are by its when"
_NO_AMOUNT = (
    "the kind {kind} is a sale, but the mapping has no transaction, with currency and total, for this row; add it, or "
    "amount: unknown"
)


class EventMapper:
    """Makes the event of a row."""

    def __init__(self, rule: EventRule, mapping: SourceMapping) -> None:
        nested = mapping.is_nested
        self._source, self._zone = mapping.source, ZoneInfo(mapping.zone)
        self._is_event = condition_reader(rule.when, nested=nested)
        self._key = key_reader(rule.key, nested=nested)
        self._time = time_reader(rule.occurred_at, mapping.zone, nested=nested)
        self._time_field = rule.occurred_at if isinstance(rule.occurred_at, str) else rule.occurred_at.field
        self._kind = word_reader(rule.kind, nested=nested)
        self._channel, self._device = word_reader(rule.channel, nested=nested), word_reader(rule.device, nested=nested)
        self._task, self._direction = word_reader(rule.task, nested=nested), word_reader(rule.direction, nested=nested)
        self._subject_readers = [_subjects_reader(about, mapping.source, nested=nested) for about in rule.about]
        names = partial(rest_names, taken=frozenset(named_details(rule.details)), has_money=rule.transaction is None)
        self._details = details_reader(rule.details, fields_read_of_event(mapping), nested=nested, names=names)
        sale = rule.transaction
        self._transaction = TransactionMapper(sale, mapping.source, nested=nested) if sale else None
        self._is_gone = condition_reader(rule.gone, nested=nested) if rule.gone else None
        self._has_lasting_key = rule.has_lasting_key
        observed_at = mapping.record.observed_at
        self._observed_at = time_reader(observed_at, mapping.zone, nested=nested) if observed_at else None
        self._allows_unknown_amount = rule.amount == "unknown"
        self._is_sale = condition_reader(sale.when, nested=nested) if sale else lambda _: False

    def occurred_at(self, cells: Cells) -> str | None:
        """The time of the event; None where the row is none. Raises BadCell where the time is blank or no time."""
        if not self._is_event(cells):
            return None
        time = self._time(cells)
        if time is None:
            raise BadCell(self._time_field, f"{self._time_field} is blank; the event cannot be loaded without its time")
        return time

    def deletion(self, cells: Cells) -> EventDeletion | None:
        """The deletion of the row's event, of which the source then states nothing else; None for any other row. It is
        one where the rule says so, and where the status of a help desk's ticket is `deleted`."""
        if not self._has_lasting_key or not self._is_event(cells) or not (kind := self._kind(cells)):
            return None
        is_gone = self._is_gone is not None and self._is_gone(cells)
        if not is_gone and touchpoints().kinds.family(kind) is not Family.TICKET:
            return None
        details = self._details(cells)
        if not is_gone and as_text(details.get("status") or details.get("state")).casefold() != "deleted":
            return None
        return EventDeletion(self._event_key(kind, cells), self._stated_at(cells, details))

    def _stated_at(self, cells: Cells, details: Mapping[str, Json]) -> str | None:
        if self._observed_at and (at := self._observed_at(cells)):
            return at
        try:
            return read_time(as_text(details.get("updated_at")), self._zone)
        except InvalidInput:
            return None

    def _event_key(self, kind: str, cells: Cells) -> str:
        return f"{self._source}:{kind}:{self._key(cells)}"

    def event(self, row: Row, record: str, occurred_at: str) -> Event:
        """The event of the record with this key. Raises BadCell where a cell does not hold what the rule says."""
        cells = row.cells
        kind, direction = self._kind(cells), self._direction(cells)
        transaction = self._transaction if self._is_sale(cells) else None
        if not kind:
            raise BadCell("kind", "the kind is blank")
        if transaction and kind not in SALES:
            raise BadCell("kind", _NO_SALE)
        if kind in SALES and not (transaction or self._allows_unknown_amount):
            raise BadCell("kind", _NO_AMOUNT.format(kind=kind))
        if direction and direction not in DIRECTIONS:
            raise BadCell("direction", "the direction must be one-way or two-way; translate it with values")
        interaction = Interaction(
            key=self._event_key(kind, cells),
            record=record,
            kind=kind,
            occurred_at=occurred_at,
            channel=self._channel(cells) or None,
            device=self._device(cells) or None,
            task=self._task(cells) or None,
            direction=direction or None,
            about=tuple(dict.fromkeys(subject for read in self._subject_readers for subject in read(cells))),
            details=self._details(cells),
        )
        return transaction.transaction(row, interaction) if transaction else interaction


def _subjects_reader(rule: AboutRule, source: str, *, nested: bool) -> Reader[Sequence[Subject]]:
    """Reads the subjects that have a key: at most one, or one per element of the rule's list."""
    get_key = field_getter(rule.key, nested=nested, complete=True) if rule.key else no_field
    get_name = optional_getter(rule.name, nested=nested)
    subject_of = _subject_maker(rule.label, rule.source or source)
    if rule.each is None:
        return lambda cells: subject_of(get_key(cells), get_name(cells))
    get_list = field_getter(rule.each, nested=nested)

    def subjects(cells: Cells) -> list[Subject]:
        elements = get_list(cells)
        if elements is not None and not isinstance(elements, list):
            elements = [elements]
        return [
            subject
            for element in elements or []
            for subject in (
                subject_of(get_key(element), get_name(element))
                if isinstance(element, dict) and rule.key
                else subject_of(element, None)
            )
        ]

    return subjects


def _subject_maker(label: SubjectLabel, source: str) -> Callable[[Json, Json], Sequence[Subject]]:
    """Makes the subject of a key and a name; none of a blank key."""

    def subject(key: Json, name: Json) -> Sequence[Subject]:
        text = as_text(key)
        return (Subject(label, f"{source}:{text}", as_text(name)),) if text else ()

    return subject
