"""Judging that records are, are not, or may be the same person; merging profiles is judging all their records."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from uuid_utils import uuid7

from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.stewardship.split import Merged, Pair
from profile_service.domain.values.errors import Conflict, NotFound
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.store.resolution import judgements, memberships


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is judged of a pair of records, with the reason that people are told."""

    verdict: Verdict
    reason: str
    score: float = 1.0


async def judge(act: CommandExecution, pair: Pair, verdict: Verdict, score: float) -> Sequence[str]:
    records = await memberships.of_records(act.tx, pair)
    if len(records) < len(pair):
        raise NotFound("there is no source record with one of these keys; a key is source:record_id")
    refuse_locked(records)
    made = await write(act, [pair], Opinion(verdict, act.command.reason, score))
    await act.judged(records.keys(), made[0])
    return made


async def retract(act: CommandExecution, id: str) -> Sequence[str]:
    """Does nothing where it is retracted already."""
    judgement = await judgements.judgement(act.tx, id)
    if judgement is None:
        raise NotFound("there is no judgement with this id; the reasons and the history of a profile name them")
    if not judgement.active:
        return []
    records = await memberships.of_records(act.tx, [judgement.left, judgement.right])
    refuse_locked(records)
    await judgements.retract(act.tx, [id], act.now, act.command.actor)
    await act.judged(records.keys(), id)
    return [id]


async def merge(act: CommandExecution, profiles: Iterable[str], reason: str) -> Sequence[str]:
    """Judge all records of the profiles to be the same, whatever they hold. Does nothing where they are one already;
    raises Conflict where a judgement in force says otherwise."""
    found = await act.profiles(profiles)
    records = {key: standing for held in found.values() for key, standing in held.items()}
    if len({standing.profile for standing in records.values()}) == 1:
        return []
    refuse_locked(records)
    await _refuse_opposed(act, records.keys())
    hub, *others = sorted(records)
    star = [Merged("", hub, other, records[hub].profile, records[other].profile) for other in others]
    made = await write_merged(act, star, reason)
    placed = await act.judged(records.keys(), next(iter(made), ""))
    if len({standing.profile for standing in placed.values()}) > 1:
        raise Conflict("judgements about other records keep these profiles apart; ask why, and retract those first")
    return made


async def _refuse_opposed(act: CommandExecution, records: Collection[str]) -> None:
    known = await judgements.judgements_of(act.tx.run, records)
    opposed = [j for j in known if j.active and j.verdict is Verdict.NOT_SAME and {j.left, j.right} <= set(records)]
    if opposed:
        more = f" and {len(opposed) - 1} more" if len(opposed) > 1 else ""
        raise Conflict(f"they were judged not to be the same; retract judgement {opposed[0].id}{more} first")


async def write(act: CommandExecution, pairs: Iterable[Pair], opinion: Opinion) -> list[str]:
    """Judge pairs of stored records; what was in force about the same pairs is retracted. The ids of all of these."""
    ordered = sorted({(min(pair), max(pair)) for pair in pairs})
    before = await _in_force(act, ordered)
    replaced = [judgement.id for known in before.values() for judgement in known]
    new = [_judgement(act, pair, opinion) for pair in ordered]
    await judgements.retract(act.tx, replaced, act.now, act.command.actor)
    await judgements.write(act.tx, new)
    return [*(judgement.id for judgement in new), *replaced]


async def write_merged(act: CommandExecution, star: Iterable[Merged], reason: str) -> list[str]:
    """Judge pairs to be the same because their profiles are merged. What says so already stays as it is."""
    wanted = {(origin.left, origin.right): origin for origin in star}
    before = await _in_force(act, wanted)
    said = {pair for pair, known in before.items() if any(j.verdict is Verdict.SAME for j in known)}
    replaced = [j.id for pair, known in before.items() if pair not in said for j in known]
    opinion = Opinion(Verdict.SAME, reason)
    new = {_judgement(act, pair, opinion): origin for pair, origin in sorted(wanted.items()) if pair not in said}
    await judgements.retract(act.tx, replaced, act.now, act.command.actor)
    await judgements.write(act.tx, new, {judgement.id: origin for judgement, origin in new.items()})
    return [*(judgement.id for judgement in new), *replaced]


async def _in_force(act: CommandExecution, pairs: Collection[Pair]) -> dict[Pair, list[Judgement]]:
    """The judgements about these pairs that are not retracted."""
    found: dict[Pair, list[Judgement]] = {}
    for judgement in await judgements.judgements_of(act.tx.run, {key for pair in pairs for key in pair}):
        if judgement.active and (judgement.left, judgement.right) in pairs:
            found.setdefault((judgement.left, judgement.right), []).append(judgement)
    return found


def _judgement(act: CommandExecution, pair: Pair, opinion: Opinion) -> Judgement:
    left, right = pair
    id = judgements.new_id(str(uuid7()), left)
    return Judgement(id, opinion.verdict, left, right, act.command.actor, opinion.reason, act.now, opinion.score)
