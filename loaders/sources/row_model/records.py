"""Rows that are what loaders hand over already (NDJSON, schema/records/item.json), whoever wrote them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from pydantic import ValidationError

from loaders.formats.rows import BadCell, Row, as_text, item_from_rows
from loaders.mapping.field_paths import getter
from loaders.sources.row_model.schema import FORMS, TAGS, ItemModel
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.values.errors import InvalidInput

SOURCE = "records"
FIELDS = ()
MARKS = ("records", "events", "joined", "gone", "consents")
_NOT_STEPS = {*TAGS, "[key]"}


def items(rows: Iterable[Row], country: str | None = None) -> Iterator[Item | Rejected]:  # noqa: ARG001 (each says its own)
    for row in rows:
        made = item_from_rows((row,), partial(_item, row))
        if isinstance(made, Rejected) and made.column:
            made = replace(made, value=as_text(getter(made.column, nested=True)(row.cells)) or None)
        yield made


def _item(row: Row) -> Item:
    """Raises BadCell, whose column is a JSON pointer, for what does not fit the model."""
    try:
        return ItemModel.model_validate(row.cells).domain(row.line)
    except ValidationError as error:
        raise _refused(error) from error


def _refused(error: ValidationError) -> InvalidInput:
    """The first thing that is wrong, in a sentence without its value."""
    first = error.errors(include_input=False)[0]
    steps = [str(step) for step in first["loc"] if step not in _NOT_STEPS]
    place = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
    if not place:
        return InvalidInput(first["msg"].removeprefix("Value error, "))
    if first["type"] == "missing":
        return BadCell(place, f"{place} is missing; add it")
    if first["type"] == "extra_forbidden":
        return BadCell(place, f"{place} is not known here; remove it, or put it into attributes or details")
    if first["type"] == "string_pattern_mismatch" and (form := FORMS.get(first["ctx"]["pattern"])):
        return BadCell(place, f"{place}: not of its form; {form}")
    return BadCell(place, f"{place}: {first['msg'].removeprefix('Value error, ')}")
