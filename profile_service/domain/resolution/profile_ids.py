"""Which profile id a group of records carries: stable over loads, merges and splits."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Regrouping:
    """What has to change. `moves`: record → the profile it must belong to; `created`: ids that are new;
    `revived`: ids that were merged away and stand for themselves again; `merged`: an id that holds nothing any more →
    its survivor; `removed`: ids whose last record is gone; `touched`: ids whose membership changed."""

    moves: Mapping[str, str]
    created: frozenset[str]
    revived: frozenset[str]
    merged: Mapping[str, str]
    removed: frozenset[str]
    touched: frozenset[str]


@dataclass(frozen=True, slots=True)
class Former:
    """An id that was merged away: the records that it brought, and when (fixed-width UTC text)."""

    records: frozenset[str]
    at: str


@dataclass(frozen=True)
class Tenure:
    """Who held what. `before`: record → profile id, for the records that have one, those that are to go as well; ids
    are UUIDv7, so the smallest is the oldest. `born`: record → when it was first loaded (fixed-width UTC text).
    `former`: the ids that were merged into one of those."""

    before: Mapping[str, str]
    born: Mapping[str, str]
    former: Mapping[str, Former] = field(default_factory=dict)

    def age(self, record: str) -> tuple[str, str]:
        """Sorts the record that was loaded first before all others."""
        return self.born.get(record, "~"), record


def splits(groups: Iterable[frozenset[str]], before: Mapping[str, str]) -> set[str]:
    """The ids whose records are in several of the groups."""
    seen: dict[str, int] = {}
    divided = set()
    for position, group in enumerate(groups):
        for id in {before[record] for record in group if record in before}:
            if seen.setdefault(id, position) != position:
                divided.add(id)
    return divided


def regroup(groups: Iterable[frozenset[str]], tenure: Tenure, new_id: Callable[[], str]) -> Regrouping:
    """Give every group its id: the oldest of the ids its records had, or a new one.

    Where an id's records are spread over several groups, the largest part keeps it (tie: the part with the
    oldest record), and another part takes the next id that is free for it, the id under which it came, or a new one.
    But a part that is all that a former id brought, with nobody but newcomers, takes that one back, also where it is
    the largest: undoing a merge leaves both ids with whom they had been.
    """
    before = tenure.before
    ordered = sorted(groups, key=lambda group: (-len(group), min(map(tenure.age, group))))
    returning = _returning(ordered, tenure)
    keeper = _keepers(ordered, tenure, returning)
    former = {id: each.records for id, each in tenure.former.items() if id not in returning.values()}
    assigned: dict[int, str] = {}
    created: set[str] = set()
    revived: set[str] = set()
    for position, group in enumerate(ordered):
        free = sorted({before[r] for r in group if r in before and keeper[before[r]] == position})
        if free:
            assigned[position] = free[0]
        elif came_as := returning.get(position) or _came_as(group, former):
            former.pop(came_as, None)
            revived.add(came_as)
            assigned[position] = came_as
        else:
            assigned[position] = new_id()
            created.add(assigned[position])
    moves = {r: assigned[n] for n, group in enumerate(ordered) for r in group if before.get(r) != assigned[n]}
    kept = set(assigned.values())
    merged = {old: assigned[position] for old, position in keeper.items() if old not in kept}
    removed = frozenset(before.values()) - kept - merged.keys()
    touched = frozenset(moves.values()) | frozenset(before[r] for r in moves if r in before)
    return Regrouping(moves, frozenset(created), frozenset(revived), merged, removed, touched)


def _returning(ordered: list[frozenset[str]], tenure: Tenure) -> dict[int, str]:
    """The position of a group → the former id that brought all of it, but for records that were born since; of
    several the one that was merged last."""
    positions = {record: position for position, group in enumerate(ordered) for record in group}
    found: dict[int, str] = {}
    for id, former in sorted(tenure.former.items(), key=lambda item: (item[1].at, item[0]), reverse=True):
        places = {positions[record] for record in former.records if record in positions}
        if len(places) == 1:
            (position,) = places
            others = ordered[position] - former.records
            if all(tenure.age(record)[0] > former.at for record in others):
                found.setdefault(position, id)
    return found


def _came_as(group: frozenset[str], former: Mapping[str, frozenset[str]]) -> str | None:
    """The former id that brought most of the group's records; of several the one that brought the fewest others."""
    brought = {id: len(group & records) for id, records in former.items()}
    best = min(brought, key=lambda id: (-brought[id], len(former[id]), id), default=None)
    return best if best and brought[best] else None


def _keepers(ordered: list[frozenset[str]], tenure: Tenure, returning: Mapping[int, str]) -> dict[str, int]:
    """Old id → the position of the group that holds most of its records (tie: the oldest of its records), of those
    that have no id to take back; where all have, of the one that has been without it for the longest."""
    parts: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for position, group in enumerate(ordered):
        for record in group:
            if record in tenure.before:
                parts[tenure.before[record]][position].append(record)

    def rank(part: tuple[int, list[str]]) -> tuple[str, int, tuple[str, str]]:
        position, records = part
        since = tenure.former[returning[position]].at if position in returning else ""
        return since, -len(records), min(map(tenure.age, records))

    return {old: min(held.items(), key=rank)[0] for old, held in parts.items()}
