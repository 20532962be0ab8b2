"""Profile ids: which one a cluster of records has, stable over loads, merges and splits."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Regrouping:
    """The changes to memberships. `moves`: record key → the profile that it must belong to; `created`: new ids;
    `revived`: ids that were merged away and stand for themselves again; `merged`: an id without records → its survivor;
    `removed`: ids whose last record is gone; `touched`: ids whose membership changed."""

    moves: Mapping[str, str]
    created: frozenset[str]
    revived: frozenset[str]
    merged: Mapping[str, str]
    removed: frozenset[str]
    touched: frozenset[str]


@dataclass(frozen=True, slots=True)
class FormerProfile:
    """A profile that was merged away: the records that it brought (keys), and when (fixed-width UTC text)."""

    records: frozenset[str]
    at: str


@dataclass(frozen=True)
class ProfilesBefore:
    """The memberships before a regrouping. `before`: record key → profile id, for the stored records, those to be
    deleted too; ids are UUIDv7, so the smallest is the oldest. `born`: record key → when it was first loaded
    (fixed-width UTC text). `former`: the ids that were merged into one of those profiles."""

    before: Mapping[str, str]
    born: Mapping[str, str]
    former: Mapping[str, FormerProfile] = field(default_factory=dict)

    def age(self, record: str) -> tuple[str, str]:
        """Sorts the record that was loaded first before all others."""
        return self.born.get(record, "~"), record


def divided_profiles(clusters: Iterable[frozenset[str]], before: Mapping[str, str]) -> set[str]:
    """The ids of the profiles whose records are in several of the clusters."""
    first_position: dict[str, int] = {}
    divided = set()
    for position, cluster in enumerate(clusters):
        for id in {before[record] for record in cluster if record in before}:
            if first_position.setdefault(id, position) != position:
                divided.add(id)
    return divided


def regroup(clusters: Iterable[frozenset[str]], profiles: ProfilesBefore, new_id: Callable[[], str]) -> Regrouping:
    """Give every cluster its id: the oldest of the ids that its records had, or a new one.

    Where the records of an id are in several clusters, the largest part keeps it (tie: the part with the oldest
    record), and another part takes the next id that is free for it, the id under which it came, or a new one. But a
    part that is all that a former profile brought, beside new records alone, takes that id back, also where it is the
    largest part: undoing a merge gives both ids back to their records."""
    before = profiles.before
    ordered = sorted(clusters, key=lambda cluster: (-len(cluster), min(map(profiles.age, cluster))))
    returning = _returning_ids(ordered, profiles)
    keeper = _keepers(ordered, profiles, returning)
    former = {id: each.records for id, each in profiles.former.items() if id not in returning.values()}
    assigned: dict[int, str] = {}
    created: set[str] = set()
    revived: set[str] = set()
    for position, cluster in enumerate(ordered):
        free = sorted({before[r] for r in cluster if r in before and keeper[before[r]] == position})
        if free:
            assigned[position] = free[0]
        elif returned := returning.get(position) or _arrival_id(cluster, former):
            former.pop(returned, None)
            revived.add(returned)
            assigned[position] = returned
        else:
            assigned[position] = new_id()
            created.add(assigned[position])
    moves = {r: assigned[n] for n, cluster in enumerate(ordered) for r in cluster if before.get(r) != assigned[n]}
    kept = set(assigned.values())
    merged = {old: assigned[position] for old, position in keeper.items() if old not in kept}
    removed = frozenset(before.values()) - kept - merged.keys()
    touched = frozenset(moves.values()) | frozenset(before[r] for r in moves if r in before)
    return Regrouping(moves, frozenset(created), frozenset(revived), merged, removed, touched)


def _returning_ids(ordered: list[frozenset[str]], profiles: ProfilesBefore) -> dict[int, str]:
    """The position of a cluster → the former id that brought all of it but for records loaded since; of several the one
    that was merged last."""
    positions = {record: position for position, cluster in enumerate(ordered) for record in cluster}
    returning: dict[int, str] = {}
    for id, former in sorted(profiles.former.items(), key=lambda item: (item[1].at, item[0]), reverse=True):
        places = {positions[record] for record in former.records if record in positions}
        if len(places) == 1:
            (position,) = places
            others = ordered[position] - former.records
            if all(profiles.age(record)[0] > former.at for record in others):
                returning.setdefault(position, id)
    return returning


def _arrival_id(cluster: frozenset[str], former: Mapping[str, frozenset[str]]) -> str | None:
    """The former id that brought most of the cluster's records; of several the one that brought the fewest others."""
    brought = {id: len(cluster & records) for id, records in former.items()}
    best = min(brought, key=lambda id: (-brought[id], len(former[id]), id), default=None)
    return best if best and brought[best] else None


def _keepers(ordered: list[frozenset[str]], profiles: ProfilesBefore, returning: Mapping[int, str]) -> dict[str, int]:
    """Old id → the position of the cluster that holds most of its records (tie: the oldest of its records), of those
    that have no id to take back; where all have one, of the cluster that has been without it for the longest."""
    parts: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for position, cluster in enumerate(ordered):
        for record in cluster:
            if record in profiles.before:
                parts[profiles.before[record]][position].append(record)

    def rank(part: tuple[int, list[str]]) -> tuple[str, int, tuple[str, str]]:
        position, records = part
        since = profiles.former[returning[position]].at if position in returning else ""
        return since, -len(records), min(map(profiles.age, records))

    return {old: min(parts_of.items(), key=rank)[0] for old, parts_of in parts.items()}
