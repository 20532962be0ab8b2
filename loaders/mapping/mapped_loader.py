"""Any file through a mapping: the record that a row names, and the event that it did."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from loaders.build.loader import Alike, Loader, Recipe
from loaders.build.record_builder import RecordBuilder
from loaders.formats.csv.reader import Csv
from loaders.formats.excel.reader import Excel
from loaders.formats.format import Format
from loaders.formats.json.reader import Ndjson
from loaders.formats.parquet.reader import Parquet
from loaders.formats.rows import Row, as_text, item_per_row, secret
from loaders.mapping.events import EventMapper
from loaders.mapping.field_paths import Cells, getter, nothing, steps
from loaders.mapping.language import Choice, EventRule, IdentifierRule, Moment, RecordRule, SourceMapping, read_mapping
from loaders.mapping.record_status import RecordStatus
from loaders.mapping.values import condition, key_fields, moment
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import SourceRecord, record_key
from profile_service.domain.values.errors import InvalidInput

_Maker: TypeAlias = Callable[[Cells, str | None], tuple[str, tuple[SourceRecord, ...]]]


def mapped(path: Path, country: str | None = None) -> Loader:
    """The loader that a mapping file describes. `country` stands in where the mapping names none.

    Raises InvalidInput where the mapping is wrong.
    """
    mapping = read_mapping(path)
    for field in fields(mapping):
        if any(map(secret, steps(field, nested=mapping.nested))):
            raise InvalidInput(f"{path}: the field {field} holds a secret, which is never loaded; remove it")
    return Loader("mapped", mapping.source, Alike(Recipe(_format(mapping), MappedRows(mapping, country))))


@dataclass(frozen=True)
class MappedRows:
    """Rows through a mapping. What it needs is made at each call, so that it can be pickled."""

    mapping: SourceMapping
    country: str | None

    def __call__(self, rows: Iterable[Row]) -> Iterator[Item | Rejected]:
        return item_per_row(rows, item_maker(self.mapping, self.country))


def item_maker(mapping: SourceMapping, country: str | None) -> Callable[[Row], Item]:
    """What turns a row into its item."""
    nested = mapping.nested
    named = {steps(field, nested=nested)[0] for field in fields(mapping)}
    person = _person_maker(mapping, country)
    happened = EventMapper(mapping.event, mapping, named) if mapping.event else None
    standings = RecordStatus(mapping, nested=nested)

    def item(row: Row) -> Item:
        if ended := standings.end(row.line, row.cells):
            return ended
        occurred_at = happened.occurred_at(row.cells) if happened else None
        record, records = person(row.cells, occurred_at)
        events = (happened.event(row.cells, record, occurred_at),) if happened and occurred_at else ()
        return Item(row.line, records, events, consents=standings.consents(record, row.cells))

    return item


def fields(mapping: SourceMapping) -> Iterator[str]:
    """Every field of the row that the mapping names."""
    yield from _record_fields(mapping.record)
    if mapping.event:
        yield from _event_fields(mapping.event)


def _person_maker(mapping: SourceMapping, country: str | None) -> _Maker:
    """Makes the record's key, and the record unless the mapping only names it."""
    rule, source, nested = mapping.record, mapping.source, mapping.nested
    default = mapping.country or country
    id_of = getter(rule.id, nested=nested) if rule.id else nothing
    observed = moment(rule.observed_at, mapping.zone, nested=nested) if rule.observed_at else nothing
    attributes = [(name, getter(field, nested=nested)) for name, field in rule.attributes.items()]
    identify = [_identify(one, nested=nested) for one in rule.identifiers]

    def person(cells: Cells, occurred_at: str | None) -> tuple[str, tuple[SourceRecord, ...]]:
        id = as_text(id_of(cells))
        if id and not rule.describes:
            return record_key(source, id), ()
        draft = RecordBuilder(default_country=default)
        for name, find in attributes:
            draft.attribute(name, find(cells))
        for add in identify:
            add(cells, draft)
        record = draft.record(source, id, observed(cells) or occurred_at)
        return record.key, (record,)

    return person


def _identify(rule: IdentifierRule, *, nested: bool) -> Callable[[Cells, RecordBuilder], None]:
    find, holds = getter(rule.field, nested=nested), condition(rule.when, nested=nested)
    country_of = getter(rule.country_field, nested=nested) if rule.country_field else nothing

    def add(cells: Cells, draft: RecordBuilder) -> None:
        if holds(cells):
            draft.identify(rule.type, find(cells), as_text(country_of(cells)) or rule.country or "")

    return add


def _format(mapping: SourceMapping) -> Format:
    named = tuple(dict.fromkeys(steps(field, nested=mapping.nested)[0] for field in fields(mapping)))
    if mapping.format == "csv":
        return Csv(named, mapping.csv.delimiter, mapping.csv.encoding, quote=mapping.csv.quote)
    if mapping.format == "excel":
        return Excel(named)
    return Parquet(named) if mapping.format == "parquet" else Ndjson()


def _record_fields(rule: RecordRule) -> Iterator[str]:
    yield from _of(rule.id, rule.observed_at)
    yield from rule.attributes.values()
    for one in rule.identifiers:
        yield from _of(one.field, one.country_field, one.when.field if one.when else None)
    for consent in rule.consents:
        yield from _of(consent.field, consent.at)
    yield from _of(rule.merged_into, rule.gone.field if rule.gone else None)


def _event_fields(rule: EventRule) -> Iterator[str]:
    yield from key_fields(rule.key)
    yield from _of(rule.occurred_at)
    yield from _chosen(rule.kind, rule.channel, rule.device, rule.task, rule.direction)
    for about in rule.about:
        yield from _of(about.key, about.name)
    if isinstance(rule.details, dict):
        yield from rule.details.values()
    if sale := rule.transaction:
        yield from _chosen(sale.status, sale.currency)
        yield from _of(sale.number, sale.total, sale.discount)
        if sale.lines and sale.lines.each:
            yield sale.lines.each
        elif line := sale.lines:
            yield from _of(line.product, line.name, line.quantity, line.price, line.discount)


def _of(*rules: str | Moment | None) -> Iterator[str]:
    for rule in rules:
        if rule is not None:
            yield rule.field if isinstance(rule, Moment) else rule


def _chosen(*rules: str | Choice | None) -> Iterator[str]:
    return (rule.field for rule in rules if isinstance(rule, Choice))
