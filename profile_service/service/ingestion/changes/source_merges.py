"""Merges that sources state, as judgements. What people judged about the same two records always prevails."""

from collections.abc import Container, Mapping, Sequence

from uuid_utils import uuid7

from profile_service.domain.resolution.judgements import BY_SOURCE, Judgement, Verdict
from profile_service.domain.sources.counts import Outcome
from profile_service.domain.sources.items import SourceMerge
from profile_service.domain.stewardship.split import Pair
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.store.engine.store import Read
from profile_service.store.resolution import judgements


async def new_merges(
    ask: Read, items: Sequence[PreparedItem], before: Container[str], outcomes: list[Outcome]
) -> Mapping[Pair, SourceMerge]:
    """The stated pairs that were never judged; the first item that states each counts as a change. No judgement exists
    about records that were not stored `before`.

    A pair that was ever judged is left alone, also where the judgement was retracted or says otherwise. A judgement
    that was taken back with its load run counts as never made.
    """
    stored_records = {merge.record for item in items for merge in item.merges if merge.record in before}
    judgements_before = await judgements.judgements_of(ask, stored_records)
    judged_pairs = {(judgement.left, judgement.right) for judgement in judgements_before if not judgement.undone}
    new: dict[Pair, SourceMerge] = {}
    for position, item in enumerate(items):
        for merge in item.merges:
            if merge.survivor is None:
                continue
            pair = min(merge.record, merge.survivor), max(merge.record, merge.survivor)
            if pair not in judged_pairs and pair not in new:
                new[pair] = merge
                outcomes[position] = max(outcomes[position], Outcome.CHANGED)
    return new


def merge_judgements(pairs: Mapping[Pair, SourceMerge], now: str) -> list[Judgement]:
    """Judgements, made in the sources' names, that the pairs are the same."""
    return [_judgement(pair, merge, now) for pair, merge in sorted(pairs.items())]


def _judgement(pair: Pair, merge: SourceMerge, now: str) -> Judgement:
    left, right = pair
    actor = f"{BY_SOURCE}{merge.record.partition(':')[0]}"
    return Judgement(judgements.new_id(str(uuid7()), left), Verdict.SAME, left, right, actor, merge.reason, now)
