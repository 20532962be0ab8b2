"""The export of a person as one page for that person to read: no script, nothing from elsewhere, light, dark or on
paper."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jinja2

from profile_service.api.console import display
from profile_service.service.privacy.person_export import Section

_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {
    "money": display.money,
    "day": display.day,
    "clock": display.clock,
    "words": display.words,
    "heading": display.heading,
}
_HEAD = ("format", "version", "exported_at")


def _is_time(value: object) -> bool:
    """Whether a text is one of our own times, and not one that a source wrote."""
    return isinstance(value, str) and len(value) == len("2026-01-01T00:00:00.000000Z") and value[10] == "T"


_ENVIRONMENT.tests["own_time"] = _is_time


async def html_chunks(sections: AsyncIterator[Section]) -> AsyncIterator[bytes]:
    """The page in pieces, an item at a time."""
    parts: Any = _ENVIRONMENT.get_template("privacy/person.html").module
    head: dict[str, Any] = {}
    async for section in sections:
        if section.name in _HEAD:
            head[section.name] = section.value
            continue
        if section.name == "shown_as":
            yield _bytes(parts.head(section.value, head["exported_at"]))
        yield _bytes(parts.open_section(section.name))
        if section.items is None:
            yield _bytes(parts.value(section.name, section.value))
        else:
            is_empty = True
            async for item in section.items:
                is_empty = False
                yield _bytes(parts.item(section.name, item))
            if is_empty:
                yield _bytes(parts.nothing())
        yield _bytes(parts.close_section())
    yield _bytes(parts.foot())


def _bytes(text: object) -> bytes:
    return str(text).encode()
