"""What a store holds after each step of a history, beside what resolving everything at once says of the same inputs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from profile_service.domain.profile.tallies import add_up
from profile_service.domain.resolution.canonical_form import with_canonical
from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.partition import Obstacle, Partition
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.stewardship.changes import ChangeKind, RecordedChange
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import utc_now
from profile_service.service.resolution.arriving_records import ResolutionInput
from profile_service.service.resolution.resolve import resolve
from profile_service.store.engine.change_rows import recorded_changes
from profile_service.store.engine.store import Store, WriteTransaction

Claims = frozenset[tuple[str, Identifier]]
_ASKED = {Obstacle.CONTRADICTION, Obstacle.AMBIGUOUS, Obstacle.LIMIT}


async def delete(store: Store, key: str) -> None:
    """Delete a record on which no event hangs."""

    async def work(tx: WriteTransaction) -> None:
        await resolve(tx, ResolutionInput(deleted=[key]), utc_now())

    await store.write(work)


_RECORDS = """
MATCH (r:SourceRecord)
OPTIONAL MATCH (r)-[:OF]->(p:Profile)
RETURN r.key AS key, collect(p.id) AS profiles, r.lock AS lock, r.judged AS judged, r.tally AS tally
"""
_CLAIMS = """
MATCH (r:SourceRecord)-[h:HAS]->(i:Identifier)
RETURN r.key AS key, i.type AS type, i.value AS value, h.disowned_at AS disowned, h.by AS by, h.ended_at AS ended
"""
_IDENTIFIERS = (
    "MATCH (i:Identifier) RETURN i.key AS key, i.holders AS holders, i.contested AS since, i.obstacle AS what"
)
_JUDGEMENTS = """
MATCH (a:SourceRecord)-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
RETURN j.id AS id, type(j) AS verdict, a.key AS left, b.key AS right, j.actor AS actor, j.reason AS reason, j.at AS at,
  j.score AS score, j.retracted_at AS retracted_at
"""
_LEADS = "MATCH (old:Profile)-[:MERGED_INTO]->(p:Profile) RETURN old.id AS old, p.id AS id"
_CHANGES = "MATCH (c:Change) RETURN c.first AS first, c.seq AS seq, c.at AS at, c.actor AS actor, c.entries AS entries"


@dataclass(frozen=True)
class Seen:
    """What a store holds. `profiles`: record → profile ids, one each where all is well."""

    profiles: Mapping[str, tuple[str, ...]]
    locks: Mapping[str, str]
    marked: frozenset[str]
    events: Mapping[str, int]
    claims: Claims
    disowned: Claims
    given: Claims
    ended: Mapping[tuple[str, Identifier], str]
    holders: Mapping[str, int]
    contested: Mapping[str, str]
    judgements: tuple[Judgement, ...]
    leads: Mapping[str, str]
    changes: tuple[tuple[int, int], ...]
    feed: tuple[RecordedChange, ...] = field(repr=False)

    @property
    def persons(self) -> frozenset[frozenset[str]]:
        members: dict[str, set[str]] = defaultdict(set)
        for key, ids in self.profiles.items():
            for id in ids:
                members[id].add(key)
        return frozenset(map(frozenset, members.values()))

    @property
    def living(self) -> frozenset[str]:
        return frozenset(id for ids in self.profiles.values() for id in ids)

    def of(self, key: str) -> str:
        """The profile of a record."""
        (id,) = self.profiles[key]
        return id

    def records(self, profile: str) -> list[str]:
        return sorted(key for key in self.profiles if self.of(key) == profile)


async def seen(store: Store) -> Seen:
    records = await store.read(_RECORDS)
    claims = [((row["key"], Identifier(row["type"], row["value"])), row) for row in await store.read(_CLAIMS)]
    assert len({claim for claim, _ in claims}) == len(claims), "a record holds an identifier twice"
    identifiers = await store.read(_IDENTIFIERS)
    changes = sorted(await store.read(_CHANGES), key=lambda row: int(row["first"]))
    return Seen(
        profiles={row["key"]: tuple(row["profiles"]) for row in records},
        locks={row["key"]: row["lock"] for row in records if row["lock"] is not None},
        marked=frozenset(row["key"] for row in records if row["judged"]),
        events={row["key"]: sum(t.count for t in add_up([row["tally"]])) for row in records},
        claims=frozenset(claim for claim, _ in claims),
        disowned=frozenset(claim for claim, row in claims if row["disowned"]),
        given=frozenset(claim for claim, row in claims if row["by"]),
        ended={claim: row["ended"] for claim, row in claims if row["ended"]},
        holders={row["key"]: row["holders"] for row in identifiers},
        contested={row["key"]: row["what"] for row in identifiers if row["since"]},
        judgements=tuple(await _judgements(store)),
        leads={row["old"]: row["id"] for row in await store.read(_LEADS)},
        changes=tuple((row["first"], row["seq"]) for row in changes),
        feed=tuple(each for row in changes for each in recorded_changes(row)),
    )


async def _judgements(store: Store) -> list[Judgement]:
    return [
        Judgement(
            row["id"],
            Verdict(row["verdict"]),
            row["left"],
            row["right"],
            row["actor"],
            row["reason"],
            row["at"],
            row["score"],
            row["retracted_at"],
        )
        for row in await store.read(_JUDGEMENTS)
    ]


@dataclass
class Told:
    """All that a store was told, and nothing of what it made of that. `disowned` and `given`: claims that a steward
    took from a record or put there; `locks`: record → a name of its lock; `events`: how many each record did."""

    rules: Rules
    records: dict[str, SourceRecord] = field(default_factory=dict)
    judgements: dict[str, Judgement] = field(default_factory=dict)
    disowned: set[tuple[str, Identifier]] = field(default_factory=set)
    given: set[tuple[str, Identifier]] = field(default_factory=set)
    locks: dict[str, str] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)

    def load(self, *records: SourceRecord) -> None:
        """Together. What a source says itself is no steward's any more; what it says no more was not taken from it."""
        for record in records:
            self.records[record.key] = _standing(self.records.get(record.key), record)
        keys = {record.key for record in records}
        said = set().union(*(self._claimed(self.records[key]) for key in keys))
        self.given -= said
        self.disowned = {claim for claim in self.disowned if claim[0] not in keys or claim in said}

    def move(self, identifier: Identifier, source: str, target: str | None) -> None:
        claims = self.claims
        taken = source, identifier
        if source != target:
            self.disowned |= {taken} - self.given
            self.given.discard(taken)
        if target:
            self.given |= {(target, identifier)} - claims
            self.disowned.discard((target, identifier))

    def forget(self, key: str) -> None:
        del self.records[key]
        self.locks.pop(key, None)
        self.disowned = {claim for claim in self.disowned if claim[0] != key}
        self.given = {claim for claim in self.given if claim[0] != key}
        self.judgements = {id: j for id, j in self.judgements.items() if key not in (j.left, j.right)}

    @property
    def claims(self) -> Claims:
        return frozenset(self.given).union(*map(self._claimed, self.records.values()))

    def partition(self) -> Partition:
        """Of everything at once."""
        claims = self.claims
        hubs = {i for i, count in Counter(i for _, i in claims).items() if count > self.rules.hub_cap}
        return partition(self._people(claims), self.judgements.values(), self.rules, hubs)

    def _people(self, claims: Claims) -> Iterable[ComparableRecord]:
        evidence: dict[str, set[Identifier]] = defaultdict(set)
        for key, identifier in claims - self.disowned:
            evidence[key].add(identifier)
        for key, record in self.records.items():
            yield comparable_record(key, evidence[key], record.attributes, record.observed_at, self.locks.get(key))

    def _claimed(self, record: SourceRecord) -> set[tuple[str, Identifier]]:
        return {(record.key, identifier) for identifier in with_canonical(record.identifiers, self.rules)}


def _standing(stored: SourceRecord | None, record: SourceRecord) -> SourceRecord:
    """The version that the source told last; of two of the same time that with the larger digest. Where one of them
    has no time, the one that is loaded last."""
    if stored is None or stored.stub:
        return record
    if stored.digest == record.digest:
        return max(stored, record, key=lambda each: each.observed_at or "")
    if stored.observed_at and record.observed_at:
        return max(stored, record, key=lambda each: (each.observed_at, each.digest))
    return record


def assert_agree(seen: Seen, told: Told) -> None:
    """That the store made of what it was told exactly what resolving everything at once makes of it."""
    expected = told.partition()
    assert_same(seen.persons, frozenset(expected.clusters))
    assert all(len(ids) == 1 for ids in seen.profiles.values()), "a record is in several profiles or in none"
    assert seen.profiles.keys() == told.records.keys()
    asked = {c.evidence.key: c.obstacle for c in expected.contested if isinstance(c.evidence, Identifier)}
    assert_same(seen.contested, {key: what.value for key, what in asked.items() if what in _ASKED})
    assert_same(seen.ended, expected.ended_claims)
    assert_same(seen.claims, told.claims)
    assert_same(seen.disowned, told.disowned)
    assert_same(seen.given, told.given)
    counted = Counter(identifier.key for _, identifier in seen.claims)
    assert_same({key: n for key, n in seen.holders.items() if n}, counted)
    assert_same({j.id: j.active for j in seen.judgements}, {id: j.active for id, j in told.judgements.items()})
    assert {key for j in seen.judgements for key in (j.left, j.right)} <= seen.marked
    assert_same(seen.events, {key: told.events[key] for key in told.records})
    _assert_together(seen, told)


def assert_same(stored: Set[Any] | Mapping[Any, Any], expected: Set[Any] | Mapping[Any, Any]) -> None:
    """Says only where they differ."""
    mine, yours = (set(each.items() if isinstance(each, Mapping) else each) for each in (stored, expected))
    assert mine == yours, f"stored {sorted(mine - yours, key=str)}, expected {sorted(yours - mine, key=str)}"


def _assert_together(seen: Seen, told: Told) -> None:
    """What judgements and locks promise, whatever the function that resolves says."""
    for judgement in told.judgements.values():
        if judgement.active and judgement.verdict is Verdict.NOT_SAME:
            assert seen.of(judgement.left) != seen.of(judgement.right), "judged to be others, and together"
    locked: dict[str, set[str]] = defaultdict(set)
    for key, lock in seen.locks.items():
        locked[lock].add(key)
    named: dict[str, set[str]] = defaultdict(set)
    for key, name in told.locks.items():
        named[name].add(key)
    assert set(map(frozenset, locked.values())) == set(map(frozenset, named.values()))


def assert_feed(seen: Seen, ever: Iterable[str]) -> None:
    """That the feed has no gaps and tells of every profile, and that every id there `ever` was leads to one."""
    after = 0
    for first, last in seen.changes:
        assert first == after + 1
        after = last
    assert [each.seq for each in seen.feed] == list(range(1, after + 1))
    living: set[str] = set()
    removed: set[str] = set()
    for each in seen.feed:
        if each.change.kind is ChangeKind.CREATED:
            living.add(each.change.profile)
        elif each.change.kind is ChangeKind.MERGED:
            living -= {*each.change.others}
        elif each.change.kind is ChangeKind.REMOVED:
            living.discard(each.change.profile)
            removed.add(each.change.profile)
    assert living == seen.living
    assert {end for id in ever if (end := _led(seen.leads, id)) not in seen.living} <= removed


def _led(leads: Mapping[str, str], id: str) -> str:
    for _ in range(len(leads) + 1):
        if id not in leads:
            return id
        id = leads[id]
    raise AssertionError("an old id leads in a circle")
