"""What a second column of one name holds that differs from the first: kept, whatever the loader reads itself."""

from dataclasses import replace

from loaders.build.cell_text import snake_case
from loaders.formats.rows import Row
from profile_service.domain.sources.events import Json
from profile_service.domain.sources.items import Item


def with_repeats(item: Item, row: Row) -> Item:
    """The item of the row with the cells of second columns: `Email (2)` becomes the attribute `email_2` of its record,
    or a detail of its first event where it has one. An attribute or detail of that name stays as it is."""
    cells = {snake_case(name): row.get(name) for name in row.repeats}
    if item.events:
        details: dict[str, Json] = {**cells, **item.events[0].details}
        return replace(item, events=(replace(item.events[0], details=details), *item.events[1:]))
    if not item.records:
        return item
    record = replace(item.records[0], attributes=cells | dict(item.records[0].attributes))
    return replace(item, records=(record, *item.records[1:]))
