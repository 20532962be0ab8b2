"""The export of a person as one page for that person to read: no script, nothing from elsewhere, light, dark or on
paper."""

from collections.abc import AsyncIterator
from typing import Any

from profile_service.api.console.page_templates import TEMPLATES
from profile_service.service.privacy.person_export import Section

_HEAD = ("format", "version", "exported_at")


async def html_chunks(sections: AsyncIterator[Section]) -> AsyncIterator[bytes]:
    """The page in pieces, an item at a time."""
    parts: Any = TEMPLATES.get_template("privacy/person.html").module
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
