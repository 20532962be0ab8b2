"""Fields of a row by name, dotted path or JSON pointer (RFC 6901), as mappings name them, alone or joined to a text."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from loaders.formats.rows import as_text
from profile_service.domain.sources.events import Json

Cells: TypeAlias = Mapping[str, Json]
Getter: TypeAlias = Callable[[Cells], Json]
Steps: TypeAlias = tuple[str, ...]
_FIELD_IN_BRACES = re.compile(r"\{([^{}]+)\}")


def path_steps(path: str, *, nested: bool) -> Steps:
    """`a.b.0` → ("a", "b", "0"); `/a~1b/c` → ("a/b", "c"); in a flat file the whole name is the only step."""
    if path.startswith("/"):
        return tuple(step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/"))
    return tuple(path.split(".")) if nested else (path,)


def template_parts(path: str) -> list[str]:
    """The fields of `{first} {last}` at the odd places, and the texts around them at the even ones.

    One text alone where the path is that of a single field; one that begins with a slash always is.
    """
    return [path] if path.startswith("/") else _FIELD_IN_BRACES.split(path)


def field_names(path: str) -> list[str]:
    """The fields that a path names: itself, or those that it joins."""
    return template_parts(path)[1::2] or [path]


def field_getter(path: str, *, nested: bool, complete: bool = False) -> Getter:
    """A function that gives the value at the path in a row's cells, or the joined text; null where there is none.

    A blank part of a joined text is left out with the text before it; with `complete`, for ids, the whole is null then.
    """
    parts = template_parts(path)
    if len(parts) > 1:
        getters = [field_getter(field, nested=nested) for field in parts[1::2]]
        return lambda cells: _joined([as_text(get(cells)) for get in getters], parts[::2], complete=complete)
    first, *rest = path_steps(path, nested=nested)
    if not rest:
        return lambda cells: cells.get(first)
    return lambda cells: _value_at(cells.get(first), rest)


def optional_getter(path: str | None, *, nested: bool, complete: bool = False) -> Getter:
    """The getter of the path; without one, a getter that always gives null."""
    return field_getter(path, nested=nested, complete=complete) if path else no_field


def no_field(cells: Cells) -> None:
    """The getter of a field that the mapping does not name."""


def _joined(values: Sequence[str], texts: Sequence[str], *, complete: bool) -> str | None:
    """The values with the texts around them; None where all, or with `complete` any of them, are blank."""
    if not any(values) or (complete and not all(values)):
        return None
    joined = ""
    for position, (value, text) in enumerate(zip(values, texts, strict=False)):
        if value:
            joined += (text if joined or position == 0 else "") + value
    return joined + (texts[-1] if values[-1] else "")


def _value_at(value: Json, steps: list[str]) -> Json:
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:9]) < len(value):
            value = value[int(step[:9])]
        else:
            return None
    return value
