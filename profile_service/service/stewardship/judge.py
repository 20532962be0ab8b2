"""Judging that records are, are not, or may be the same person; merging profiles is judging all their records."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from uuid_utils import uuid7

from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.stewardship.split import MergeJudgement, Pair
from profile_service.domain.values.errors import Conflict, NotFound
from profile_service.service.stewardship.bases import bases
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.service.stewardship.despite import note_contradictions, refuse_contradicted
from profile_service.store.resolution import judgements, memberships
from profile_service.store.resolution.memberships import Membership
from profile_service.store.stewardship import decisions


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is judged of a pair of records, with the reason that people are told."""

    verdict: Verdict
    reason: str
    score: float = 1.0


async def judge(execution: CommandExecution, pair: Pair, verdict: Verdict, score: float) -> Sequence[str]:
    records = await memberships.of_records(execution.tx, pair)
    if len(records) < len(pair):
        raise NotFound("there is no source record with one of these keys; a key is source:record_id")
    refuse_locked(records)
    judgement_ids = await write_judgements(execution, [pair], Opinion(verdict, execution.command.reason, score))
    await execution.resolve_judged(records.keys(), judgement_ids[0])
    return judgement_ids


async def retract(execution: CommandExecution, id: str) -> Sequence[str]:
    """Does nothing where it is retracted already."""
    judgement = await judgements.judgement(execution.tx, id)
    if judgement is None:
        raise NotFound("there is no judgement with this id; the reasons and the history of a profile name them")
    if not judgement.active:
        return []
    records = await memberships.of_records(execution.tx, [judgement.left, judgement.right])
    refuse_locked(records)
    await retract_judgements(execution, [judgement])
    await execution.resolve_judged(records.keys(), id)
    return [id]


async def merge_named(
    execution: CommandExecution, profiles: Iterable[str], despite: Collection[ContradictionKind]
) -> Sequence[str]:
    """Merge profiles that the steward names, and the contradictions despite which they are one."""
    judgement_ids = await merge(execution, profiles, execution.command.reason)
    refuse_contradicted(execution, despite)
    return judgement_ids


async def merge(execution: CommandExecution, profiles: Iterable[str], reason: str) -> Sequence[str]:
    """Judge all records of the profiles to be the same, whatever they hold. Does nothing where they are one already;
    raises Conflict where a judgement in force says otherwise."""
    records_of = await execution.profiles(profiles)
    records = {key: membership for of_profile in records_of.values() for key, membership in of_profile.items()}
    if len({membership.profile for membership in records.values()}) == 1:
        return []
    refuse_locked(records)
    await refuse_judged_different(execution, records.keys())
    clauses = await note_contradictions(execution, records)
    despite = f"{reason} (although {' and '.join(clauses)})".strip() if clauses else reason
    execution.tx.reason = despite if clauses else execution.tx.reason
    judgement_ids = await write_merge(execution, await _star(execution, records), despite)
    memberships_now = await execution.resolve_judged(records.keys(), next(iter(judgement_ids), ""))
    if len({membership.profile for membership in memberships_now.values()}) > 1:
        raise Conflict("judgements about other records keep these profiles apart; ask why, and retract those first")
    return judgement_ids


async def _star(execution: CommandExecution, records: Mapping[str, Membership]) -> list[MergeJudgement]:
    """The judgements that merge the records: one of them, the hub, is the same as each other one. A record that only
    an earlier decision brought into its profile comes along as long as that decision holds; the hub needs none."""
    basis = await bases(execution, records)
    hub = min(records, key=lambda key: (len(basis[key]), key))
    return [
        MergeJudgement(
            "", hub, key, records[hub].profile, records[key].profile, tuple(sorted({*basis[hub], *basis[key]}))
        )
        for key in sorted(records)
        if key != hub
    ]


async def refuse_judged_different(execution: CommandExecution, records: Collection[str]) -> None:
    """Raises Conflict where two of the records (keys) are judged not to be the same."""
    about = await judgements.judgements_of(execution.tx.run, records)
    opposed = [j for j in about if j.active and j.verdict is Verdict.NOT_SAME and {j.left, j.right} <= set(records)]
    if opposed:
        more = f" and {len(opposed) - 1} more" if len(opposed) > 1 else ""
        raise Conflict(f"they were judged not to be the same; retract judgement {opposed[0].id}{more} first")


async def write_judgements(execution: CommandExecution, pairs: Iterable[Pair], opinion: Opinion) -> list[str]:
    """Judge pairs of stored records; what was in force about the same pairs is retracted. The ids of all of these."""
    ordered = sorted({(min(pair), max(pair)) for pair in pairs})
    before = await _in_force(execution, ordered)
    replaced = [judgement for judgements_before in before.values() for judgement in judgements_before]
    new = [_judgement(execution, pair, opinion) for pair in ordered]
    await retract_judgements(execution, replaced)
    await judgements.write(execution.tx, new)
    execution.stated.update(key for pair in ordered for key in pair)
    return [judgement.id for judgement in (*new, *replaced)]


async def write_merge(execution: CommandExecution, star: Iterable[MergeJudgement], reason: str) -> list[str]:
    """Judge pairs to be the same because their profiles are merged. What says so already stays as it is."""
    wanted = {origin.pair: origin for origin in star}
    before = await _in_force(execution, wanted)
    already_same = {pair for pair, about in before.items() if any(j.verdict is Verdict.SAME for j in about)}
    replaced = [j for pair, about in before.items() if pair not in already_same for j in about]
    opinion = Opinion(Verdict.SAME, reason)
    new = {
        replace(_judgement(execution, pair, opinion), stands_on=origin.stands_on): origin
        for pair, origin in sorted(wanted.items())
        if pair not in already_same
    }
    await retract_judgements(execution, replaced)
    await judgements.write(execution.tx, new, {judgement.id: origin for judgement, origin in new.items()})
    execution.stated.update(key for pair in wanted for key in pair)
    basis = {decision for origin in new.values() for decision in origin.stands_on}
    await decisions.add_records(execution.tx, basis, {key for j in new for key in (j.left, j.right)})
    return [judgement.id for judgement in (*new, *replaced)]


async def retract_judgements(execution: CommandExecution, retracted: Collection[Judgement]) -> None:
    """Retract judgements; of those that are retracted already, note that this decision does so, too."""
    ids = [judgement.id for judgement in retracted]
    await judgements.retract(execution.tx, ids, execution.now, execution.command.actor, execution.decision)
    execution.stated.update(key for judgement in retracted for key in (judgement.left, judgement.right))


async def _in_force(execution: CommandExecution, pairs: Collection[Pair]) -> dict[Pair, list[Judgement]]:
    """The judgements about these pairs that are not retracted."""
    by_pair: dict[Pair, list[Judgement]] = {}
    for judgement in await judgements.judgements_of(execution.tx.run, {key for pair in pairs for key in pair}):
        if judgement.active and (judgement.left, judgement.right) in pairs:
            by_pair.setdefault((judgement.left, judgement.right), []).append(judgement)
    return by_pair


def _judgement(execution: CommandExecution, pair: Pair, opinion: Opinion) -> Judgement:
    left, right = pair
    id = judgements.new_id(str(uuid7()), left)
    return Judgement(
        id,
        opinion.verdict,
        left,
        right,
        execution.command.actor,
        opinion.reason,
        execution.now,
        opinion.score,
        decision=execution.decision,
    )
