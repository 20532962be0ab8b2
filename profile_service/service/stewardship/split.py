"""Splitting records off a profile, so that they do not come back by what they share with it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.resolution.shared_identifiers import shared_identifiers
from profile_service.domain.stewardship.split import (
    Cut,
    MergeJudgement,
    ProfileEvidence,
    pairs_to_separate,
    rewritten_merges,
    with_companions,
)
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.resolution.rules_in_force import rules_in_force
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.service.stewardship.judge import Opinion, retract_judgements, write_judgements, write_merge
from profile_service.store.resolution import judgements
from profile_service.store.resolution.connected_records import ConnectedRecords, connected_records

_ALL = "these are all its records; name only those that are to leave"


@dataclass(frozen=True)
class _Surroundings:
    """A profile's records with all that is connected with them."""

    records: frozenset[str]
    connected: ConnectedRecords
    merged: list[MergeJudgement]
    rules: Rules

    @property
    def shared(self) -> frozenset[Identifier]:
        """Identifiers that too many records hold."""
        return shared_identifiers(self.connected.holders, self.rules)

    @property
    def judged_same(self) -> list[Judgement]:
        """Judgements that two records are the same, retracted ones too."""
        return [j for j in self.connected.judgements if j.verdict is Verdict.SAME]

    @property
    def same(self) -> list[Judgement]:
        return [j for j in self.judged_same if j.active]

    def without(self, gone: Collection[str]) -> list[Judgement]:
        return [judgement for judgement in self.connected.judgements if judgement.id not in gone]


async def split(execution: CommandExecution, profile: str, named: Iterable[str], *, together: bool) -> Sequence[str]:
    """Split the named records off; `together` with all that came with them."""
    records = (await execution.profiles([profile]))[profile]
    leaving = frozenset(named)
    if not leaving <= records.keys():
        raise InvalidInput("not all of these records are of this profile; look at it again, then decide")
    refuse_locked(records)
    around = await _around(execution, records.keys())
    leaving = _with_company(around, leaving) if together else leaving
    if leaving == around.records:
        raise InvalidInput(_ALL)
    return await _cut(execution, around, Cut(leaving, around.records - leaving))


async def _around(execution: CommandExecution, records: Collection[str]) -> _Surroundings:
    rules = await rules_in_force(execution.tx)
    connected = await connected_records(execution.tx, records, (), rules.hub_cap, rules.joins)
    merged = await judgements.merge_judgements(execution.tx, sorted(records))
    return _Surroundings(frozenset(records), connected, merged, rules)


def _with_company(around: _Surroundings, named: frozenset[str]) -> frozenset[str]:
    stored = {key: around.connected.records[key] for key in around.records}
    comparable = {key: record.comparable for key, record in stored.items()}
    ages = {key: (record.created_at, key) for key, record in stored.items()}
    by_merge = {merged.id for merged in around.merged}
    same = [(j.left, j.right) for j in around.same if j.id not in by_merge]
    held = {identifier for record in comparable.values() for identifier in record.identifiers}
    joining = {identifier for identifier in held - around.shared if around.rules.joins(identifier)}
    return with_companions(ProfileEvidence(comparable, ages, same, around.merged), named, joining)


async def _cut(execution: CommandExecution, around: _Surroundings, cut: Cut) -> Sequence[str]:
    retracted, stars = rewritten_merges(around.merged, cut)
    retracted = sorted({*retracted, *(j.id for j in around.same if cut.crossed_by(j.left, j.right))})
    # One that is retracted may hold again when that is undone: the split is a word about it all the same.
    crossing = [j for j in around.judged_same if cut.crossed_by(j.left, j.right) or j.id in retracted]
    await retract_judgements(execution, crossing)
    judgement_ids = await write_merge(execution, stars, "still the same after others were split off")
    comparable = {key: record.comparable for key, record in around.connected.records.items()}
    remaining = [*around.without(retracted), *await _written(execution, judgement_ids)]
    pairs = pairs_to_separate(comparable, remaining, around.rules, around.shared, cut)
    judgement_ids += await write_judgements(execution, pairs, Opinion(Verdict.NOT_SAME, execution.command.reason))
    changed_ids = [*retracted, *judgement_ids]
    await execution.resolve_judged(around.records, next(iter(changed_ids), ""))
    return changed_ids


async def _written(execution: CommandExecution, ids: Iterable[str]) -> list[Judgement]:
    written = [await judgements.judgement(execution.tx, id) for id in ids]
    return [judgement for judgement in written if judgement is not None]
