"""Fields of a row by name, dotted path or JSON pointer (RFC 6901), as mappings name them."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from profile_service.domain.sources.events import Json

Cells: TypeAlias = Mapping[str, Json]
Getter: TypeAlias = Callable[[Cells], Json]


def steps(path: str, *, nested: bool) -> tuple[str, ...]:
    """`a.b.0` → ("a", "b", "0"); `/a~1b/c` → ("a/b", "c"); in a flat file the whole name is the only step."""
    if path.startswith("/"):
        return tuple(step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/"))
    return tuple(path.split(".")) if nested else (path,)


def getter(path: str, *, nested: bool) -> Getter:
    """What lies at the path in a row's cells; null where there is nothing."""
    first, *rest = steps(path, nested=nested)
    if not rest:
        return lambda cells: cells.get(first)
    return lambda cells: _walk(cells.get(first), rest)


def nothing(cells: Cells) -> None:
    """Where a mapping names no field."""


def _walk(value: Json, rest: list[str]) -> Json:
    for step in rest:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:9]) < len(value):
            value = value[int(step[:9])]
        else:
            return None
    return value
