"""Profile ids: which one a cluster of records has, stable over loads, merges and splits."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Regrouping:
    """The changes of memberships. `moves`: record key → the profile that it must belong to; `created`: new ids;
    `revived`: former ids that are in use again; `merged`: an id without records → its survivor;
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
    """The memberships before a regrouping. `profile_of`: record key → profile id, of all stored records, those to be
    deleted too; ids are UUIDv7, so the smallest is the oldest. `first_loaded`: record key → when the record was first
    loaded (fixed-width UTC text). `former`: id → a profile that was merged into one of these."""

    profile_of: Mapping[str, str]
    first_loaded: Mapping[str, str]
    former: Mapping[str, FormerProfile] = field(default_factory=dict)

    def age(self, record: str) -> tuple[str, str]:
        """A sort key by which the record that was loaded first comes first; records without a time come last."""
        return self.first_loaded.get(record, "~"), record


def divided_profiles(clusters: Iterable[frozenset[str]], before: Mapping[str, str]) -> set[str]:
    """The ids of the profiles whose records are in several of the clusters."""
    first_position: dict[str, int] = {}
    divided = set()
    for position, cluster in enumerate(clusters):
        for id in {before[record] for record in cluster if record in before}:
            if first_position.setdefault(id, position) != position:
                divided.add(id)
    return divided


def regroup(clusters: Iterable[frozenset[str]], before: ProfilesBefore, new_id: Callable[[], str]) -> Regrouping:
    """The changes by which every cluster gets its id. Regrouping by the same clusters again changes nothing.

    Where the records of an id are in several clusters, the one with the most of them keeps it (tie: the one with the
    oldest record). A cluster that keeps several ids takes the oldest, and the others merge into it; one that keeps none
    takes the former id that brought most of its records, or a new id. A cluster that holds all records which a former
    profile brought, and besides only records loaded since, takes that id back even where it holds the most records:
    undoing a merge gives both ids back to their records."""
    profile_of = before.profile_of
    ordered = sorted(clusters, key=lambda cluster: (-len(cluster), min(map(before.age, cluster))))
    returning = _returning_ids(ordered, before)
    keeper = _keepers(ordered, before, returning)
    former = {id: profile.records for id, profile in before.former.items() if id not in returning.values()}
    assigned: dict[int, str] = {}
    created: set[str] = set()
    revived: set[str] = set()
    for position, cluster in enumerate(ordered):
        free = sorted({profile_of[r] for r in cluster if r in profile_of and keeper[profile_of[r]] == position})
        if free:
            assigned[position] = free[0]
        elif returned := returning.get(position) or _arrival_id(cluster, former):
            former.pop(returned, None)
            revived.add(returned)
            assigned[position] = returned
        else:
            assigned[position] = new_id()
            created.add(assigned[position])
    moves = {r: assigned[n] for n, cluster in enumerate(ordered) for r in cluster if profile_of.get(r) != assigned[n]}
    kept = set(assigned.values())
    merged = {old: assigned[position] for old, position in keeper.items() if old not in kept}
    removed = frozenset(profile_of.values()) - kept - merged.keys()
    touched = frozenset(moves.values()) | frozenset(profile_of[r] for r in moves if r in profile_of)
    return Regrouping(moves, frozenset(created), frozenset(revived), merged, removed, touched)


def _returning_ids(ordered: list[frozenset[str]], before: ProfilesBefore) -> dict[int, str]:
    """The position of a cluster → the former id that it takes back: it holds all records that this profile brought, and
    besides only records loaded since; of several the one that was merged last."""
    positions = {record: position for position, cluster in enumerate(ordered) for record in cluster}
    returning: dict[int, str] = {}
    for id, former in sorted(before.former.items(), key=lambda item: (item[1].at, item[0]), reverse=True):
        places = {positions[record] for record in former.records if record in positions}
        if len(places) == 1:
            (position,) = places
            others = ordered[position] - former.records
            if all(before.age(record)[0] > former.at for record in others):
                returning.setdefault(position, id)
    return returning


def _arrival_id(cluster: frozenset[str], former: Mapping[str, frozenset[str]]) -> str | None:
    """The former id that brought most of the cluster's records; of several the one that brought the fewest others."""
    brought = {id: len(cluster & records) for id, records in former.items()}
    best = min(brought, key=lambda id: (-brought[id], len(former[id]), id), default=None)
    return best if best and brought[best] else None


def _keepers(ordered: list[frozenset[str]], before: ProfilesBefore, returning: Mapping[int, str]) -> dict[str, int]:
    """Profile id → the position of the cluster that keeps it: of those with no id to take back, the one that holds most
    of its records (tie: the oldest of its records); where all have one, that whose own id was merged away first."""
    parts: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for position, cluster in enumerate(ordered):
        for record in cluster:
            if record in before.profile_of:
                parts[before.profile_of[record]][position].append(record)

    def rank(part: tuple[int, list[str]]) -> tuple[str, int, tuple[str, str]]:
        position, records = part
        since = before.former[returning[position]].at if position in returning else ""
        return since, -len(records), min(map(before.age, records))

    return {old: min(parts_of.items(), key=rank)[0] for old, parts_of in parts.items()}
