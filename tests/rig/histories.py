"""The state of a store after each step of a history, and its inputs, which resolved all at once must give the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from profile_service.domain.profile.tallies import add_up
from profile_service.domain.resolution.canonical_form import with_canonical
from profile_service.domain.resolution.claims import Claim
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
_FOR_A_STEWARD = {Obstacle.CONTRADICTION, Obstacle.AMBIGUOUS, Obstacle.LIMIT}


async def delete(store: Store, key: str) -> None:
    """Delete a record without events."""

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
RETURN r.key AS key, i.type AS type, i.value AS value, h.disowned_at AS disowned, h.by AS by, h.ended_at AS ended,
  h.stated_until AS former
"""
_IDENTIFIERS = (
    "MATCH (i:Identifier) RETURN i.key AS key, i.holders AS holders, i.contested AS since, i.obstacle AS obstacle"
)
_JUDGEMENTS = """
MATCH (a:SourceRecord)-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
RETURN j.id AS id, type(j) AS verdict, a.key AS left, b.key AS right, j.actor AS actor, j.reason AS reason, j.at AS at,
  j.score AS score, j.retracted_at AS retracted_at
"""
_MERGED_INTO = "MATCH (old:Profile)-[:MERGED_INTO]->(p:Profile) RETURN old.id AS old, p.id AS id"
_CHANGES = "MATCH (c:Change) RETURN c.first AS first, c.seq AS seq, c.at AS at, c.actor AS actor, c.entries AS entries"


@dataclass(frozen=True)
class StoredState:
    """The contents of a store. `profiles`: record → profile ids, one for each where all is well; `survivors`: old id →
    the id that it leads to; `changes`: first and last number of each stored node."""

    profiles: Mapping[str, tuple[str, ...]]
    locks: Mapping[str, str]
    judged: frozenset[str]
    events: Mapping[str, int]
    claims: Claims
    disowned: Claims
    given: Claims
    ended: Mapping[tuple[str, Identifier], str]
    former: Mapping[tuple[str, Identifier], str]
    holders: Mapping[str, int]
    contested: Mapping[str, str]
    judgements: tuple[Judgement, ...]
    survivors: Mapping[str, str]
    changes: tuple[tuple[int, int], ...]
    feed: tuple[RecordedChange, ...] = field(repr=False)

    @property
    def clusters(self) -> frozenset[frozenset[str]]:
        members: dict[str, set[str]] = defaultdict(set)
        for key, ids in self.profiles.items():
            for id in ids:
                members[id].add(key)
        return frozenset(map(frozenset, members.values()))

    @property
    def profile_ids(self) -> frozenset[str]:
        return frozenset(id for ids in self.profiles.values() for id in ids)

    def profile_of(self, key: str) -> str:
        """The id of the profile that the record is in."""
        (id,) = self.profiles[key]
        return id

    def records_of(self, profile: str) -> list[str]:
        return sorted(key for key in self.profiles if self.profile_of(key) == profile)


async def stored_state(store: Store) -> StoredState:
    records = await store.read(_RECORDS)
    claims = [((row["key"], Identifier(row["type"], row["value"])), row) for row in await store.read(_CLAIMS)]
    assert len({claim for claim, _ in claims}) == len(claims), "a record holds an identifier twice"
    identifiers = await store.read(_IDENTIFIERS)
    changes = sorted(await store.read(_CHANGES), key=lambda row: int(row["first"]))
    return StoredState(
        profiles={row["key"]: tuple(row["profiles"]) for row in records},
        locks={row["key"]: row["lock"] for row in records if row["lock"] is not None},
        judged=frozenset(row["key"] for row in records if row["judged"]),
        events={row["key"]: sum(t.count for t in add_up([row["tally"]])) for row in records},
        claims=frozenset(claim for claim, _ in claims),
        disowned=frozenset(claim for claim, row in claims if row["disowned"]),
        given=frozenset(claim for claim, row in claims if row["by"]),
        ended={claim: row["ended"] for claim, row in claims if row["ended"]},
        former={claim: row["former"] for claim, row in claims if row["former"] is not None},
        holders={row["key"]: row["holders"] for row in identifiers},
        contested={row["key"]: row["obstacle"] for row in identifiers if row["since"]},
        judgements=tuple(await _judgements(store)),
        survivors={row["old"]: row["id"] for row in await store.read(_MERGED_INTO)},
        changes=tuple((row["first"], row["seq"]) for row in changes),
        feed=tuple(change for row in changes for change in recorded_changes(row)),
    )


async def _judgements(store: Store) -> list[Judgement]:
    return [Judgement(**row.data() | {"verdict": Verdict(row["verdict"])}) for row in await store.read(_JUDGEMENTS)]


@dataclass
class Inputs:
    """All that was put into a store, and nothing that the store derived. `disowned` and `given`: claims that a steward
    took from a record or gave it; `locks`: record → a name of its lock; `events`: record → the number of its events;
    `stated`: the plain claims that any version made → the latest time of such a version, empty for none."""

    rules: Rules
    records: dict[str, SourceRecord] = field(default_factory=dict)
    judgements: dict[str, Judgement] = field(default_factory=dict)
    disowned: set[tuple[str, Identifier]] = field(default_factory=set)
    given: set[tuple[str, Identifier]] = field(default_factory=set)
    locks: dict[str, str] = field(default_factory=dict)
    stated: dict[tuple[str, Identifier], str] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)

    def load(self, *records: SourceRecord) -> None:
        """Load records together. A claim that a source states is no longer one that a steward gave."""
        for record in records:
            self.records[record.key] = _version_that_stays(self.records.get(record.key), record)
            for claim in self._plain_claims(record):
                self.stated[claim] = max(self.stated.get(claim, ""), record.observed_at or "")
        keys = {record.key for record in records}
        self.given -= set().union(*(self._stated_claims(self.records[key]) for key in keys))

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
        self.stated = {claim: at for claim, at in self.stated.items() if claim[0] != key}
        self.given = {claim for claim in self.given if claim[0] != key}
        self.judgements = {id: j for id, j in self.judgements.items() if key not in (j.left, j.right)}

    @property
    def claims(self) -> Claims:
        return frozenset({*self.given, *self.former}).union(*map(self._stated_claims, self.records.values()))

    @property
    def former(self) -> Mapping[tuple[str, Identifier], str]:
        """Former claims, those in canonical form too → the latest time of a version that made them."""
        former: dict[tuple[str, Identifier], str] = {}
        for (key, identifier), until in self.stated.items():
            for claim in {(key, each) for each in with_canonical([identifier], self.rules)} - self.given:
                former[claim] = max(former.get(claim, ""), until)
        stated = set().union(*map(self._stated_claims, self.records.values()))
        return {claim: until for claim, until in former.items() if claim not in stated}

    def partition(self) -> Partition:
        """The partition by resolving everything at once."""
        claims = self.claims
        hubs = {i for i, count in Counter(i for _, i in claims).items() if count > self.rules.hub_cap}
        return partition(self._comparable_records(claims), self.judgements.values(), self.rules, hubs)

    def _comparable_records(self, claims: Claims) -> Iterable[ComparableRecord]:
        evidence: dict[str, set[Identifier]] = defaultdict(set)
        former: dict[str, dict[Identifier, Claim]] = defaultdict(dict)
        for key, identifier in claims - self.disowned:
            evidence[key].add(identifier)
            if (until := self.former.get((key, identifier))) is not None:
                former[key][identifier] = Claim(key, identifier, "", "", stated_until=until)
        for key, record in self.records.items():
            lock = self.locks.get(key)
            compared = comparable_record(key, evidence[key], record.attributes, record.observed_at, lock)
            yield replace(compared, former=former[key])

    def _plain_claims(self, record: SourceRecord) -> set[tuple[str, Identifier]]:
        return {(record.key, identifier) for identifier in record.identifiers}

    def _stated_claims(self, record: SourceRecord) -> set[tuple[str, Identifier]]:
        return {(record.key, identifier) for identifier in with_canonical(record.identifiers, self.rules)}


def _version_that_stays(stored: SourceRecord | None, record: SourceRecord) -> SourceRecord:
    """The newer version by the source's own time; of two of the same time the one with the larger digest. Where one has
    no time, the one that is loaded last."""
    if stored is None or stored.stub:
        return record
    if stored.digest == record.digest:
        return max(stored, record, key=lambda version: version.observed_at or "")
    if stored.observed_at and record.observed_at:
        return max(stored, record, key=lambda version: (version.observed_at, version.digest))
    return record


def assert_agree(state: StoredState, inputs: Inputs) -> None:
    """Assert that the store derived from its inputs exactly what resolving everything at once derives."""
    expected = inputs.partition()
    assert_same(state.clusters, frozenset(expected.clusters))
    assert all(len(ids) == 1 for ids in state.profiles.values()), "a record is in several profiles or in none"
    assert state.profiles.keys() == inputs.records.keys()
    obstacles = {c.evidence.key: c.obstacle for c in expected.contested if isinstance(c.evidence, Identifier)}
    assert_same(
        state.contested, {key: obstacle.value for key, obstacle in obstacles.items() if obstacle in _FOR_A_STEWARD}
    )
    assert_same(state.ended.keys(), expected.ended_claims.keys())
    # A claim that no time of its source ends is ended when it was last loaded.
    loaded = {at for claim, at in state.ended.items() if not expected.ended_claims[claim]}
    assert loaded.isdisjoint(inputs.stated.values())
    assert_same({claim: "" if at in loaded else at for claim, at in state.ended.items()}, expected.ended_claims)
    assert_same(state.former, inputs.former)
    assert_same(state.claims, inputs.claims)
    assert_same(state.disowned, inputs.disowned)
    assert_same(state.given, inputs.given)
    counted = Counter(identifier.key for _, identifier in state.claims)
    assert_same({key: n for key, n in state.holders.items() if n}, counted)
    assert_same({j.id: j.active for j in state.judgements}, {id: j.active for id, j in inputs.judgements.items()})
    assert {key for j in state.judgements for key in (j.left, j.right)} <= state.judged
    assert_same(state.events, {key: inputs.events[key] for key in inputs.records})
    _assert_judgements_and_locks_hold(state, inputs)


def assert_same(stored: Set[Any] | Mapping[Any, Any], expected: Set[Any] | Mapping[Any, Any]) -> None:
    """Assert that they are equal; the message shows only where they differ."""
    stored_items, expected_items = _items(stored), _items(expected)
    extra, missing = stored_items - expected_items, expected_items - stored_items
    assert stored_items == expected_items, f"stored {sorted(extra, key=str)}, expected {sorted(missing, key=str)}"


def _items(values: Set[Any] | Mapping[Any, Any]) -> set[Any]:
    return set(values.items() if isinstance(values, Mapping) else values)


def _assert_judgements_and_locks_hold(state: StoredState, inputs: Inputs) -> None:
    """Assert what judgements and locks promise, without the function that resolves."""
    for judgement in inputs.judgements.values():
        if judgement.active and judgement.verdict is Verdict.NOT_SAME:
            left, right = state.profile_of(judgement.left), state.profile_of(judgement.right)
            assert left != right, "judged different, and in one profile"
    locked: dict[str, set[str]] = defaultdict(set)
    for key, lock in state.locks.items():
        locked[lock].add(key)
    expected: dict[str, set[str]] = defaultdict(set)
    for key, name in inputs.locks.items():
        expected[name].add(key)
    assert set(map(frozenset, locked.values())) == set(map(frozenset, expected.values()))


def assert_feed(state: StoredState, all_ids: Iterable[str]) -> None:
    """Assert that the feed has no gaps and has every profile, and that each of `all_ids` that ever existed leads to a
    profile, or to one that was removed."""
    after = 0
    for first, last in state.changes:
        assert first == after + 1
        after = last
    assert [recorded.seq for recorded in state.feed] == list(range(1, after + 1))
    living: set[str] = set()
    removed: set[str] = set()
    for change in (recorded.change for recorded in state.feed):
        if change.kind is ChangeKind.CREATED:
            living.add(change.profile)
        elif change.kind is ChangeKind.MERGED:
            living -= {*change.others}
        elif change.kind is ChangeKind.REMOVED:
            living.discard(change.profile)
            removed.add(change.profile)
    assert living == state.profile_ids
    assert {_survivor(state.survivors, id) for id in all_ids} <= state.profile_ids | removed


def _survivor(survivors: Mapping[str, str], id: str) -> str:
    for _ in range(len(survivors) + 1):
        if id not in survivors:
            return id
        id = survivors[id]
    raise AssertionError("an old id leads in a circle")
