"""Events through a mapping: interactions, which may be transactions."""

from collections.abc import Collection

from loaders.build.cell_text import clean_text
from loaders.formats.rows import BadCell, as_text
from loaders.mapping.event_rules import DIRECTIONS, SALES, AboutRule, EventRule
from loaders.mapping.field_paths import Cells, field_getter, optional_getter
from loaders.mapping.language import SourceMapping
from loaders.mapping.transactions import TransactionMapper
from loaders.mapping.values import Reader, key_reader, time_reader, word_reader
from profile_service.domain.sources.events import Event, Interaction, Json, Subject


class EventMapper:
    """Makes the event of a row. `named_fields`: those that the mapping names, which the details `rest` leave out."""

    def __init__(self, rule: EventRule, mapping: SourceMapping, named_fields: Collection[str]) -> None:
        nested = mapping.is_nested
        self._source = mapping.source
        self._key = key_reader(rule.key, nested=nested)
        self._time = time_reader(rule.occurred_at, mapping.zone, nested=nested)
        self._time_field = rule.occurred_at if isinstance(rule.occurred_at, str) else rule.occurred_at.field
        self._kind = word_reader(rule.kind, nested=nested)
        self._channel, self._device = word_reader(rule.channel, nested=nested), word_reader(rule.device, nested=nested)
        self._task, self._direction = word_reader(rule.task, nested=nested), word_reader(rule.direction, nested=nested)
        self._subjects = [_subject_reader(about, mapping.source, nested=nested) for about in rule.about]
        self._details = _details_reader(rule, named_fields, nested=nested)
        self._transaction = (
            TransactionMapper(rule.transaction, mapping.source, nested=nested) if rule.transaction else None
        )

    def occurred_at(self, cells: Cells) -> str:
        """The time of the event. Raises BadCell where it is blank or no time."""
        time = self._time(cells)
        if time is None:
            raise BadCell(self._time_field, f"{self._time_field} is blank; the event cannot be loaded without its time")
        return time

    def event(self, cells: Cells, record: str, occurred_at: str) -> Event:
        """The event of the record with this key. Raises BadCell where a cell does not hold what the rule says."""
        kind, direction = clean_text(self._kind(cells)), self._direction(cells)
        if not kind or (self._transaction and kind not in SALES):
            raise BadCell("kind", f"the kind must be one of {', '.join(SALES)}" if kind else "the kind is blank")
        if direction and direction not in DIRECTIONS:
            raise BadCell("direction", "the direction must be one-way or two-way; translate it with values")
        interaction = Interaction(
            key=f"{self._source}:{kind}:{clean_text(self._key(cells))}",
            record=record,
            kind=kind,
            occurred_at=occurred_at,
            channel=self._channel(cells) or None,
            device=self._device(cells) or None,
            task=self._task(cells) or None,
            direction=direction or None,
            about=tuple(subject for read in self._subjects if (subject := read(cells))),
            details=self._details(cells),
        )
        return self._transaction.transaction(cells, interaction) if self._transaction else interaction


def _subject_reader(rule: AboutRule, source: str, *, nested: bool) -> Reader[Subject | None]:
    """Reads the subject; None where its key is blank."""
    get_key = field_getter(rule.key, nested=nested, complete=True)
    get_name = optional_getter(rule.name, nested=nested)
    key_source, label = rule.source or source, rule.label

    def subject(cells: Cells) -> Subject | None:
        key = clean_text(as_text(get_key(cells)))
        return Subject(label, f"{key_source}:{key}", clean_text(as_text(get_name(cells)))) if key else None

    return subject


def _details_reader(rule: EventRule, named_fields: Collection[str], *, nested: bool) -> Reader[dict[str, Json]]:
    """Reads the details that are not blank."""
    if rule.details == "rest":
        return lambda cells: {name: v for name, v in cells.items() if name not in named_fields and v not in (None, "")}
    getters = [(name, field_getter(field, nested=nested)) for name, field in rule.details.items()]
    return lambda cells: {name: value for name, get in getters if (value := get(cells)) not in (None, "")}
