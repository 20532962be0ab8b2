"""Which profile id a group of records carries: stable over loads, merges and splits."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Regrouping:
    """What has to change. `moves`: record → the profile it must belong to; `created`: ids that are new;
    `merged`: an id that holds nothing any more → its survivor; `touched`: ids whose membership changed."""

    moves: Mapping[str, str]
    created: frozenset[str]
    merged: Mapping[str, str]
    touched: frozenset[str]


def regroup(groups: Iterable[frozenset[str]], before: Mapping[str, str], new_id: Callable[[], str]) -> Regrouping:
    """Give every group its id: the oldest of the ids its records had, or a new one.

    `before`: record → profile id, for the records that have one; ids are UUIDv7, so the smallest is the oldest.
    Where an id's records are spread over several groups, the largest part keeps it (tie: the part with the
    smallest record key), and another part takes the next id that is free for it or a new one.
    """
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    keeper = _keepers(ordered, before)
    assigned: dict[int, str] = {}
    created: set[str] = set()
    for position, group in enumerate(ordered):
        free = sorted({before[r] for r in group if r in before and keeper[before[r]] == position})
        assigned[position] = free[0] if free else new_id()
        if not free:
            created.add(assigned[position])
    moves = {r: assigned[n] for n, group in enumerate(ordered) for r in group if before.get(r) != assigned[n]}
    kept = set(assigned.values())
    merged = {old: assigned[position] for old, position in keeper.items() if old not in kept}
    touched = frozenset(moves.values()) | frozenset(before[r] for r in moves if r in before)
    return Regrouping(moves, frozenset(created), merged, touched)


def _keepers(ordered: list[frozenset[str]], before: Mapping[str, str]) -> dict[str, int]:
    """Old id → the position of the group that holds most of its records."""
    parts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for position, group in enumerate(ordered):
        for record in group:
            if record in before:
                parts[before[record]][position] += 1
    return {old: min(held, key=lambda position: (-held[position], position)) for old, held in parts.items()}
