"""The loader of any file through a mapping: each row becomes a record and, where the mapping says so, an event."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.build.items import item_per_row
from loaders.build.loader import FixedPipeline, Loader, Pipeline
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.csv.reader import CsvFormat
from loaders.formats.excel.reader import ExcelFormat
from loaders.formats.format import Format
from loaders.formats.json.reader import JsonFormat
from loaders.formats.parquet.reader import ParquetFormat
from loaders.formats.rows import Row
from loaders.formats.secret_columns import is_secret
from loaders.mapping.events import EventMapper
from loaders.mapping.field_paths import path_steps
from loaders.mapping.language import SourceMapping
from loaders.mapping.mapped_fields import detail_fields, mapped_fields, required_fields
from loaders.mapping.mapping_file import read_mapping
from loaders.mapping.record_status import StatusMapper
from loaders.mapping.records import RecordMapper
from loaders.mapping.repeated_rows import RepeatedRows
from loaders.mapping.rest_names import RestRemarks
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput


def mapped_loader(path: Path) -> Loader:
    """The loader that a mapping file describes.

    Raises InvalidInput where the mapping is wrong, names a field that holds a secret, or says that a field is optional
    which it does not read.
    """
    mapping = read_mapping(path)
    fields = set(mapped_fields(mapping))
    for steps in sorted(fields):
        if any(map(is_secret, steps)):
            raise InvalidInput(f"{path}: the field {'.'.join(steps)} holds a secret, which is never loaded; remove it")
    for name in mapping.optional:
        optional = path_steps(name, nested=mapping.is_nested)
        if not any(steps[: len(optional)] == optional for steps in fields):
            raise InvalidInput(f"{path}: optional names {name}, which the mapping does not read; remove it there")
    pipeline = Pipeline(_format(mapping), MappedItems(mapping), remarks=RestRemarks(mapping))
    return Loader("mapped", mapping.source, FixedPipeline(pipeline))


@dataclass(frozen=True)
class MappedItems:
    """Normalises rows through a mapping. Its readers are made at each call, so that it can be pickled."""

    mapping: SourceMapping

    def __call__(self, rows: Iterable[Row], defaults: RecordDefaults) -> Iterator[Item | Rejected]:
        """A mapping loads what it names; so it does of second columns of one name."""
        named_rows = (replace(row, repeats=()) if row.repeats else row for row in rows)
        return item_per_row(named_rows, item_mapper(self.mapping, defaults))


def item_mapper(mapping: SourceMapping, defaults: RecordDefaults) -> Callable[[Row], Item]:
    """The function that makes the item of a row."""
    record_mapper, status_mapper = RecordMapper(mapping, defaults), StatusMapper(mapping)
    repeated_rows = RepeatedRows(mapping)
    event_mapper = EventMapper(mapping.event, mapping) if mapping.event else None

    def item(row: Row) -> Item:
        if deleted := status_mapper.deletion(row.line, row.cells):
            return deleted
        if event_mapper and (gone := event_mapper.deletion(row.cells)):
            return Item(row.line, event_deletions=(gone,))
        occurred_at = event_mapper.occurred_at(row.cells) if event_mapper else None
        key, records = record_mapper.record(row, occurred_at)
        if merged := status_mapper.merge(row.line, key, records, row.cells):
            return merged
        events = (event_mapper.event(row, key, occurred_at),) if event_mapper and occurred_at else ()
        repeated_rows.add(row, records, events)
        return Item(row.line, records, events, consents=status_mapper.consents(key, records, row.cells))

    return item


def _format(mapping: SourceMapping) -> Format:
    fields = tuple(dict.fromkeys(required_fields(mapping)))
    outermost = tuple(dict.fromkeys(steps[0] for steps in fields))
    if mapping.format == "csv":
        return CsvFormat(outermost, mapping.csv.delimiter, mapping.csv.encoding, quote=mapping.csv.quote)
    if mapping.format == "excel":
        return ExcelFormat(outermost)
    if mapping.format == "parquet":
        return ParquetFormat(outermost, fields=fields)
    return JsonFormat(fields=fields, incidental=frozenset(detail_fields(mapping)))
