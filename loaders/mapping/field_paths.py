"""Fields of a row by name, dotted path or JSON pointer (RFC 6901), as mappings name them."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from profile_service.domain.sources.events import Json

Cells: TypeAlias = Mapping[str, Json]
Getter: TypeAlias = Callable[[Cells], Json]


def path_steps(path: str, *, nested: bool) -> tuple[str, ...]:
    """`a.b.0` → ("a", "b", "0"); `/a~1b/c` → ("a/b", "c"); in a flat file the whole name is the only step."""
    if path.startswith("/"):
        return tuple(step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/"))
    return tuple(path.split(".")) if nested else (path,)


def field_getter(path: str, *, nested: bool) -> Getter:
    """A function that gives the value at the path in a row's cells; null where there is none."""
    first, *rest = path_steps(path, nested=nested)
    if not rest:
        return lambda cells: cells.get(first)
    return lambda cells: _value_at(cells.get(first), rest)


def optional_getter(path: str | None, *, nested: bool) -> Getter:
    """The getter of the path; without one, a getter that always gives null."""
    return field_getter(path, nested=nested) if path else no_field


def no_field(cells: Cells) -> None:
    """The getter of a field that the mapping does not name."""


def _value_at(value: Json, steps: list[str]) -> Json:
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:9]) < len(value):
            value = value[int(step[:9])]
        else:
            return None
    return value
