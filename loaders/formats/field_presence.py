"""Fields that a reader of nested data names and no row of the file has, each with the name nearest to it."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from difflib import get_close_matches
from enum import Enum
from itertools import islice
from pathlib import Path

from loaders.formats.rows import Row
from profile_service.domain.sources.events import Json
from profile_service.domain.values.errors import InvalidInput

EACH = "*"
"""The step of a path into every element of a list. In this module a number is such a step too, for whether a list has a
third element is a matter of the row, not of the file."""

_FIRST_ROWS, _MAX_DEPTH, _MAX_NAMED = 1_000, 6, 6
_PERSONAL_DATA = re.compile(r"@|\d{4}")


class _Place(Enum):
    """Whether a row has a field; a row whose list or object above it is empty leaves that open."""

    PRESENT = "present"
    ABSENT = "absent"
    OPEN = "open"


class FieldPresence:
    """Looks for fields, each a path of steps, in row after row. Costs nothing once all are seen."""

    def __init__(self, fields: Iterable[Sequence[str]]) -> None:
        self._unseen = dict.fromkeys(map(tuple, fields))
        self.names = set(map(_name, self._unseen))
        self._open: set[Sequence[str]] = set()

    @property
    def is_complete(self) -> bool:
        """Whether every field was seen."""
        return not self._unseen

    def add(self, row: Row) -> None:
        """Look at the next row."""
        if self._unseen and not row.flaw:
            for steps in tuple(self._unseen):
                place = _place(dict(row.cells), steps)
                if place is _Place.PRESENT:
                    del self._unseen[steps]
                elif place is _Place.OPEN:
                    self._open.add(steps)

    @property
    def missing(self) -> list[Sequence[str]]:
        """The fields that no row has, as far as the rows say."""
        return [steps for steps in self._unseen if steps not in self._open]


def refuse_missing_fields(
    path: Path, presence: FieldPresence, rows: Iterable[Row], incidental: Container[Sequence[str]] = ()
) -> None:
    """Raises InvalidInput where fields are missing, with the nearest names in the first of the rows.

    Of `incidental` fields a whole file may well have none: they count only where another name is like theirs.
    """
    if not presence.missing:
        return
    names = {name for row in islice(rows, _FIRST_ROWS) for name in _names(dict(row.cells), ())}
    others = sorted(name for name in names - presence.names if not _PERSONAL_DATA.search(name))
    missing = [steps for steps in presence.missing if steps not in incidental or _nearest(steps, others)]
    if not missing:
        return
    fields = "; ".join(f"{'.'.join(steps)}{_nearest(steps, others)}" for steps in missing[:_MAX_NAMED])
    more = f"; and {len(missing) - _MAX_NAMED} more" if len(missing) > _MAX_NAMED else ""
    raise InvalidInput(
        f"{path}: no row has the field {fields}{more}; name the right one, or list it under `optional` in the mapping"
    )


def _nearest(missing: Sequence[str], names: Sequence[str]) -> str:
    """The name like the missing one, as a whole or in its last step; empty where there is none."""
    names = [name for name in names if not _name(missing).startswith(f"{name}.")]
    similar = get_close_matches(_name(missing), names, n=1, cutoff=0.6)
    if not similar:
        by_last_step = {name.rpartition(".")[2]: name for name in names}
        similar = [by_last_step[last] for last in get_close_matches(missing[-1], by_last_step, n=1, cutoff=0.7)]
    return f" (there is {similar[0]})" if similar else ""


def _name(steps: Sequence[str]) -> str:
    return ".".join(EACH if step.isdigit() else step for step in steps)


def _place(value: Json, steps: Sequence[str]) -> _Place:
    if not steps:
        return _Place.PRESENT
    if value is None or value in ("", [], {}):
        return _Place.OPEN
    if isinstance(value, list):
        if steps[0] != EACH and not steps[0].isdigit():
            return _Place.ABSENT
        places = {_place(element, steps[1:]) for element in value}
        return next(place for place in (_Place.PRESENT, _Place.OPEN, _Place.ABSENT) if place in places)
    if isinstance(value, dict) and steps[0] in value:
        return _place(value[steps[0]], steps[1:])
    return _Place.ABSENT


def _names(value: Json, above: tuple[str, ...]) -> Iterator[str]:
    if above:
        yield ".".join(above)
    if len(above) >= _MAX_DEPTH:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _names(inner, (*above, name))
    elif isinstance(value, list):
        for inner in value[:1]:
            yield from _names(inner, (*above, EACH))
