"""Objects whose keys are data, such as payment methods by their number: each of them is one field, not one per key."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice

from loaders.formats.rows import Row
from loaders.mapping.field_paths import Steps
from profile_service.domain.sources.events import Json

MAX_DEPTH = 3
"""So many levels of nested data are looked at."""

_FIRST_ROWS = 1_000
_MANY_KEYS, _FEW_OBJECTS = 10, 10
_RARE, _MOSTLY = 0.1, 0.8


def keyed_objects(rows: Iterable[Row]) -> set[Steps]:
    """The paths of such objects, by the first thousand rows."""
    objects: Counter[Steps] = Counter()
    keys: defaultdict[Steps, Counter[str]] = defaultdict(Counter)
    for row in islice(rows, _FIRST_ROWS):
        _count_keys(row.cells, (), objects, keys)
    return {steps for steps, counts in keys.items() if steps and _are_data(counts, objects[steps])}


def _count_keys(
    cells: Mapping[str, Json], above: Steps, objects: Counter[Steps], keys: defaultdict[Steps, Counter[str]]
) -> None:
    if not cells:
        return
    objects[above] += 1
    keys[above].update(cells.keys())
    for name, value in cells.items():
        if isinstance(value, dict) and len(above) + 1 < MAX_DEPTH:
            _count_keys(value, (*above, name), objects, keys)


def _are_data(counts: Counter[str], objects: int) -> bool:
    """Whether most keys stand in few of the objects; of a few objects, whether none shares a key with another and most
    keys have a digit."""
    if objects > _FEW_OBJECTS:
        rare = sum(count <= _RARE * objects for count in counts.values())
        return len(counts) >= _MANY_KEYS and rare >= _MOSTLY * len(counts)
    with_digit = sum(any(sign.isdigit() for sign in key) for key in counts)
    return objects > 1 and max(counts.values()) == 1 and with_digit >= _MOSTLY * len(counts)
