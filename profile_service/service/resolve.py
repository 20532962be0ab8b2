"""Resolve new and changed records against the part of the graph that they touch, and regroup it."""

from collections.abc import Iterable, Mapping, Sequence

from uuid_utils import uuid7

from profile_service.domain.identifiers import Identifier
from profile_service.domain.partition import joins, partition
from profile_service.domain.profile_ids import regroup
from profile_service.domain.records import SourceRecord
from profile_service.store import profiles, records
from profile_service.store.door import Transaction


async def resolve(tx: Transaction, new: Sequence[SourceRecord], changed: Sequence[SourceRecord], now: str) -> None:
    """Write records and the profiles that they make. Costs by the profiles touched, not by the graph."""
    arriving = [*new, *changed]
    evidence = {i.key for record in arriving for i in record.identifiers if joins(i)}
    members = await profiles.touched_members(tx, [r.key for r in changed], evidence)
    before = {member.record: member.profile for member in members}
    known: Mapping[str, Iterable[Identifier]] = {member.record: member.identifiers for member in members}
    groups = partition({**known, **{r.key: r.identifiers for r in arriving}})
    regrouping = regroup(groups, before, lambda: str(uuid7()))

    await records.keep_identifiers(tx, {i for record in arriving for i in record.identifiers})
    await profiles.create(tx, regrouping.created, now)
    await records.create(tx, new, regrouping.moves, now)
    await records.update(tx, changed, now)
    await profiles.move(tx, {record: to for record, to in regrouping.moves.items() if record in before})
    await profiles.retire(tx, regrouping.merged, now)
    shown = regrouping.touched | {before[r.key] for r in changed}
    await profiles.touch(tx, shown - regrouping.created - regrouping.merged.keys(), now)
