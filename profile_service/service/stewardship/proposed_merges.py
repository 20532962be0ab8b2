"""Proposed merges: judgements that profiles may be one person, which wait in the review queue for a decision."""

from collections.abc import Sequence
from itertools import combinations

from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.stewardship.commands import PROPOSAL, ReviewItem
from profile_service.domain.stewardship.split import Pair
from profile_service.service.stewardship.command_execution import CommandExecution, refuse_locked
from profile_service.service.stewardship.judge import (
    Opinion,
    merge,
    refuse_judged_different,
    retract_judgements,
    write_judgements,
)
from profile_service.store.resolution import judgements, memberships
from profile_service.store.stewardship import review_queue


async def propose(execution: CommandExecution, profiles: Sequence[str]) -> Sequence[str]:
    """Judge that the profiles may be one customer, each of them by its first record. Does nothing where they are one
    already, or where somebody judged so; raises Conflict where a judgement in force says that they are not."""
    records_of = await execution.profiles(profiles)
    records = {key: membership for of_profile in records_of.values() for key, membership in of_profile.items()}
    first_records: dict[str, str] = {}
    for key in sorted(records):
        first_records.setdefault(records[key].profile, key)
    pairs = [(min(pair), max(pair)) for pair in combinations(first_records.values(), 2)]
    refuse_locked(records)
    await refuse_judged_different(execution, records.keys())
    judged = {(j.left, j.right) for j in await _unanswered(execution, pairs)}
    unjudged = [pair for pair in pairs if pair not in judged]
    if not unjudged:
        return []
    judgement_ids = await write_judgements(execution, unjudged, Opinion(Verdict.MAYBE, execution.command.reason))
    await execution.resolve_judged({key for pair in unjudged for key in pair}, judgement_ids[0])
    return judgement_ids


async def waiting_proposal(execution: CommandExecution, key: str) -> ReviewItem | None:
    """The item with this key, if it is a proposal between profiles that are still several."""
    type, _, id = key.partition(":")
    item = await review_queue.proposal(execution.tx.run, id) if type == PROPOSAL else None
    return item if item and len(item.records) > 1 else None


async def accept(execution: CommandExecution, item: ReviewItem) -> Sequence[str]:
    """Merge the profiles; the proposal is answered."""
    judgement_ids = await merge(execution, item.records, _reason("accepted", execution))
    remaining = await _unanswered(execution, _pairs(item))
    await retract_judgements(execution, remaining)
    return [*judgement_ids, *(judgement.id for judgement in remaining)]


async def decline(execution: CommandExecution, item: ReviewItem) -> Sequence[str]:
    """Judge the profiles to be different persons in the place of the proposal."""
    pairs = _pairs(item)
    records = {key for pair in pairs for key in pair}
    refuse_locked(await memberships.of_records(execution.tx, records))
    judgement_ids = await write_judgements(execution, pairs, Opinion(Verdict.NOT_SAME, _reason("declined", execution)))
    await execution.resolve_judged(records, judgement_ids[0])
    return judgement_ids


async def _unanswered(execution: CommandExecution, pairs: Sequence[Pair]) -> list[Judgement]:
    """The judgements in force that records of these pairs may be the same."""
    about = await judgements.judgements_of(execution.tx.run, {key for pair in pairs for key in pair})
    return [j for j in about if j.active and j.verdict is Verdict.MAYBE and (j.left, j.right) in pairs]


def _pairs(item: ReviewItem) -> list[Pair]:
    """Each record of one profile with each of another one, the smaller key first."""
    by_profile = combinations(item.records.values(), 2)
    return [(min(a, b), max(a, b)) for left, right in by_profile for a in left for b in right]


def _reason(decision: str, execution: CommandExecution) -> str:
    words = f"{decision} proposal"
    return f"{words}: {execution.command.reason}" if execution.command.reason else words
