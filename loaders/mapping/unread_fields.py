"""The part of a row that a mapping does not read: whole fields, and what is left inside fields that it reads partly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from loaders.formats.field_presence import EACH
from loaders.mapping.field_paths import Cells, Steps
from profile_service.domain.sources.events import Json

ReadFields: TypeAlias = "Mapping[str, ReadFields]"
"""A tree of the steps that are read; a branch without further steps is read as a whole."""


def read_fields(paths: Iterable[Steps]) -> ReadFields:
    """The tree of the paths."""
    tree: dict[str, ReadFields] = {}
    by_first_step: dict[str, list[Steps]] = {}
    for first, *rest in paths:
        by_first_step.setdefault(first, []).append(tuple(rest))
    for first, rests in by_first_step.items():
        tree[first] = {} if () in rests else read_fields(rests)
    return tree


def unread_names(fields: Iterable[str], read: ReadFields) -> tuple[str, ...]:
    """Those of the fields that the tree does not read as a whole."""
    return tuple(name for name in fields if name not in read or read[name])


def unread_fields(cells: Cells, read: ReadFields) -> dict[str, Json]:
    """The fields that are not blank and not in the tree, and what is left of those of which it has a part."""
    rest: dict[str, Json] = {}
    for name, value in cells.items():
        left = _unread(value, read[name]) if name in read else value
        if left not in (None, ""):
            rest[name] = left
    return rest


def _unread(value: Json, read: ReadFields) -> Json:
    """What is left of a value; null where that is nothing."""
    if not read:
        return None
    if isinstance(value, dict):
        return unread_fields(value, read) or None
    if not isinstance(value, list):
        return value  # the mapping looked for something inside it
    left = []
    for position, element in enumerate(value):
        branch = read.get(str(position), read.get(EACH))
        left.append(element if branch is None else _unread(element, branch))
    return [element for element in left if element is not None] or None
