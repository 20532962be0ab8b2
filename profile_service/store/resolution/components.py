"""The part of the graph that a change may regroup: every record that evidence leads to, however many steps away."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.resolution.judgements import judgements_of


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """An identifier on a stored record. `holders`: how many records hold it, in the whole graph; `contested`: since
    when it joins less than it names, and by which obstacle; `disowned`: a steward took it from this record; `by`: a
    steward put it there."""

    identifier: Identifier
    holders: int
    contested: tuple[str, str] | None
    disowned: bool
    ended: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A stored record with its profile. `attributes` is JSON text; `created_at` when it was first loaded; `said`: its
    digest, whether it is a stub, when it was retired, and the load run that brought this version."""

    record: str
    profile: str
    attributes: str
    observed_at: str | None
    lock: str | None
    judged: bool
    created_at: str
    said: tuple[str, bool, str | None, str | None]
    claims: tuple[HeldClaim, ...]

    @property
    def person(self) -> ComparableRecord:
        evidence = [claim.identifier for claim in self.claims if not claim.disowned]
        return comparable_record(self.record, evidence, orjson.loads(self.attributes), self.observed_at, self.lock)

    @property
    def version(self) -> str:
        """This version as JSON text, to be restored by."""
        digest, stub, retired, run = self.said
        kept = sorted((c.identifier.type, c.identifier.value) for c in self.claims if c.by is None)
        told = {"attributes": orjson.loads(self.attributes), "identifiers": kept, "observed_at": self.observed_at}
        told |= {"digest": digest, "stub": stub, "run": run} | ({"retired_at": retired} if retired else {})
        return orjson.dumps(told).decode()


@dataclass(frozen=True)
class Neighbourhood:
    members: Mapping[str, Member] = field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()


# Both start at a unique key, and lead to whole profiles: a person is resolved from all that is known of them.
_BY_IDENTIFIER = """
UNWIND $keys AS key
MATCH (:Identifier {key: key})<-[:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
RETURN collect(DISTINCT p.id) AS ids
"""
_BY_RECORD = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[:OF]->(p:Profile)
RETURN collect(DISTINCT p.id) AS ids
"""
_MEMBERS = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})<-[:OF]-(r:SourceRecord)
OPTIONAL MATCH (r)-[h:HAS]->(i:Identifier)
WITH p, r, collect([i.type, i.value, i.holders, i.contested, i.obstacle, h.disowned_at, h.ended_at, h.by]) AS claims
RETURN collect([r.key, p.id, r.attributes, r.observed_at, r.lock, r.judged, r.created_at,
  [r.digest, r.stub, r.retired_at, r.run], claims]) AS members
"""


@dataclass
class _Reach:
    """What was reached so far, and what leads further."""

    cap: int
    joins: Callable[[Identifier], bool]
    members: dict[str, Member] = field(default_factory=dict)
    profiles: set[str] = field(default_factory=set)
    judgements: dict[str, Judgement] = field(default_factory=dict)
    followed: set[str] = field(default_factory=set)

    def open_identifiers(self, fresh: Iterable[Member]) -> set[str]:
        """Keys of identifiers that records beyond those known hold too."""
        held = Counter(claim.identifier for member in self.members.values() for claim in member.claims)
        found = {
            claim.identifier.key
            for member in fresh
            for claim in member.claims
            if held[claim.identifier] < claim.holders <= self.cap and self.joins(claim.identifier)
        }
        return found - self.followed

    def open_records(self) -> set[str]:
        """Records beyond those known that somebody judged to be the same as a known one."""
        same = [j for j in self.judgements.values() if j.verdict is Verdict.SAME and j.active]
        return {key for j in same for key in (j.left, j.right)} - self.members.keys()


async def neighbourhood(
    tx: WriteTransaction,
    records: Collection[str],
    identifiers: Collection[str],
    cap: int,
    joins: Callable[[Identifier], bool],
) -> Neighbourhood:
    """All that is connected with the records or identifiers (keys) by identifiers that join and by judgements.

    `cap`: an identifier with more holders leads nowhere; those that are given are followed. Costs by what is
    connected, not by the graph.
    """
    reach = _Reach(cap, joins)
    keys, seeds = set(identifiers), set(records)
    while keys or seeds:
        reach.followed |= keys
        fresh = await _members(tx, await _profiles(tx, seeds, keys) - reach.profiles)
        reach.members.update((member.record, member) for member in fresh)
        reach.profiles.update(member.profile for member in fresh)
        judged = [member.record for member in fresh if member.judged]
        reach.judgements.update((j.id, j) for j in await judgements_of(tx.run, judged))
        keys, seeds = reach.open_identifiers(fresh), reach.open_records() - seeds
    return Neighbourhood(reach.members, tuple(reach.judgements.values()))


async def _profiles(tx: WriteTransaction, records: Collection[str], identifiers: Collection[str]) -> set[str]:
    ids: set[str] = set()
    if identifiers:
        ids.update((await tx.run(_BY_IDENTIFIER, keys=sorted(identifiers)))[0]["ids"])
    if records:
        ids.update((await tx.run(_BY_RECORD, keys=sorted(records)))[0]["ids"])
    return ids


async def _members(tx: WriteTransaction, profiles: Collection[str]) -> list[Member]:
    if not profiles:
        return []
    rows = (await tx.run(_MEMBERS, ids=sorted(profiles)))[0]["members"]
    return [_member(*row) for row in rows]


def _member(key: str, profile: str, attributes: str, observed_at: str | None, *more: Any) -> Member:
    lock, judged, created_at, (digest, stub, retired, run), claims = more
    said = (digest, bool(stub), retired, run)
    return Member(key, profile, attributes, observed_at, lock, bool(judged), created_at or "", said, _claims(claims))


def _claims(rows: Iterable[list[Any]]) -> tuple[HeldClaim, ...]:
    return tuple(
        HeldClaim(
            Identifier(type, value), holders or 0, (since, obstacle) if since else None, disowned is not None, ended, by
        )
        for type, value, holders, since, obstacle, disowned, ended, by in rows
        if type is not None
    )
