"""Rows that are items already (NDJSON, schema/records/item.json), whoever wrote them.

Each national phone number names its own country, so `--country` has no effect.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from pydantic import ValidationError

from loaders.build.items import item_per_row
from loaders.build.record_defaults import RecordDefaults
from loaders.formats.rows import BadCell, Row, as_text
from loaders.mapping.field_paths import field_getter
from loaders.sources.row_model.event_models import TAGS
from loaders.sources.row_model.fields import EXPECTED_FORMS
from loaders.sources.row_model.schema import ItemModel
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.quality.stated_attributes import stated_attributes
from profile_service.domain.values.errors import InvalidInput

SOURCE = "records"
COLUMNS = ()
MARKS = ("records", "events", "joined", "gone", "consents")
_NOT_STEPS = {*TAGS, "[key]"}


def items(rows: Iterable[Row], defaults: RecordDefaults | None = None) -> Iterator[Item | Rejected]:
    """One item, or rejection, for each line."""
    nobody = (defaults or RecordDefaults()).rules.nobody
    for entry in item_per_row(rows, lambda row: _without_nobody(_item(row), nobody)):
        if isinstance(entry, Rejected) and entry.column:
            yield _with_value(entry, entry.column)
        else:
            yield entry


def _item(row: Row) -> Item:
    """The item. Raises BadCell, whose column is a JSON pointer, where the row does not fit the model."""
    try:
        return ItemModel.model_validate(row.cells).domain(row.line)
    except ValidationError as error:
        raise _first_error(error) from error


def _without_nobody(item: Item, nobody: Collection[str]) -> Item:
    """The item, whose records state no name that is one of these words (casefolded)."""
    if not nobody:
        return item
    records = (replace(record, attributes=stated_attributes(record.attributes, nobody)) for record in item.records)
    return replace(item, records=tuple(records))


def _with_value(rejected: Rejected, pointer: str) -> Rejected:
    """The rejection with the value at a JSON pointer, which is no name of a cell."""
    value = field_getter(pointer, nested=True)(rejected.cells[0]) if rejected.cells else None
    return replace(rejected, value=as_text(value) or None)


def _first_error(error: ValidationError) -> InvalidInput:
    """The first thing that is wrong, in a sentence without its value."""
    first = error.errors(include_input=False)[0]
    steps = [str(step) for step in first["loc"] if step not in _NOT_STEPS]
    pointer = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
    if not pointer:
        return InvalidInput(first["msg"].removeprefix("Value error, "))
    if first["type"] == "missing":
        return BadCell(pointer, f"{pointer} is missing; add it")
    if first["type"] == "extra_forbidden":
        return BadCell(pointer, f"{pointer} is not known here; remove it, or put it into attributes or details")
    if first["type"] == "string_pattern_mismatch" and (expected := EXPECTED_FORMS.get(first["ctx"]["pattern"])):
        return BadCell(pointer, f"{pointer}: not of its form; {expected}")
    return BadCell(pointer, f"{pointer}: {first['msg'].removeprefix('Value error, ')}")
