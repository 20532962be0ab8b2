"""Connected records: the part of the graph that a change may regroup, which is all that evidence leads to."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.resolution.judgements import judgements_of
from profile_service.store.resolution.stored_records import STORED_RECORD, WITH_CLAIMS, stored_record


@dataclass(frozen=True)
class ConnectedRecords:
    """Records by key, with the judgements about them."""

    records: Mapping[str, StoredRecord] = field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()

    @cached_property
    def profiles(self) -> Mapping[str, str]:
        """Record key → the id of its profile."""
        return {key: record.profile for key, record in self.records.items()}

    @cached_property
    def holders(self) -> Mapping[Identifier, int]:
        """Identifier → how many records of the whole graph hold it."""
        return {claim.identifier: claim.holders for record in self.records.values() for claim in record.claims}


@dataclass
class _Reach:
    """The records reached so far, and the evidence that leads further."""

    cap: int
    may_join: Callable[[Identifier], bool]
    records: dict[str, StoredRecord] = field(default_factory=dict)
    profiles: set[str] = field(default_factory=set)
    judgements: dict[str, Judgement] = field(default_factory=dict)
    followed: set[str] = field(default_factory=set)

    def open_identifiers(self, fresh: Iterable[StoredRecord]) -> set[str]:
        """Keys of the identifiers of fresh records that lead to records not reached yet."""
        reached = Counter(claim.identifier for record in self.records.values() for claim in record.claims)
        keys = {
            claim.identifier.key
            for record in fresh
            for claim in record.claims
            if reached[claim.identifier] < claim.holders <= self.cap and self.may_join(claim.identifier)
        }
        return keys - self.followed

    def open_records(self) -> set[str]:
        """Keys of the records not reached yet that are judged to be the same person as a reached one."""
        same = [j for j in self.judgements.values() if j.verdict is Verdict.SAME and j.active]
        return {key for j in same for key in (j.left, j.right)} - self.records.keys()


async def connected_records(
    tx: WriteTransaction,
    records: Collection[str],
    identifiers: Collection[str],
    cap: int,
    may_join: Callable[[Identifier], bool],
) -> ConnectedRecords:
    """All records connected with these records and identifiers (keys), by identifiers that may join and by judgements.

    `cap`: an identifier with more holders leads nowhere; `identifiers` are followed however many hold them. The cost
    grows with the connected records, not with the graph.
    """
    reach = _Reach(cap, may_join)
    keys, seeds = set(identifiers), set(records)
    while keys or seeds:
        reach.followed |= keys
        fresh = await _records(tx, await _profiles(tx, seeds, keys) - reach.profiles)
        reach.records.update((record.key, record) for record in fresh)
        reach.profiles.update(record.profile for record in fresh)
        judged = [record.key for record in fresh if record.judged]
        reach.judgements.update((j.id, j) for j in await judgements_of(tx.run, judged))
        keys, seeds = reach.open_identifiers(fresh), reach.open_records() - seeds
    return ConnectedRecords(reach.records, tuple(reach.judgements.values()))


# Both start at a unique key and lead to whole profiles: a profile is resolved from all its records.
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


async def _profiles(tx: WriteTransaction, records: Collection[str], identifiers: Collection[str]) -> set[str]:
    ids: set[str] = set()
    if identifiers:
        ids.update((await tx.run(_BY_IDENTIFIER, keys=sorted(identifiers)))[0]["ids"])
    if records:
        ids.update((await tx.run(_BY_RECORD, keys=sorted(records)))[0]["ids"])
    return ids


_RECORDS = f"""
UNWIND $ids AS id
MATCH (p:Profile {{id: id}})<-[:OF]-(r:SourceRecord)
{WITH_CLAIMS}
RETURN collect({STORED_RECORD}) AS records
"""


async def _records(tx: WriteTransaction, profiles: Collection[str]) -> list[StoredRecord]:
    if not profiles:
        return []
    return [stored_record(values) for values in (await tx.run(_RECORDS, ids=sorted(profiles)))[0]["records"]]
