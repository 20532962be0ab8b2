"""What sources merged themselves, as judgements: people's own word about the same two records always stands."""

from collections.abc import Container, Mapping, Sequence

from uuid_utils import uuid7

from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.sources.counts import Outcome
from profile_service.domain.sources.items import SourceMerge
from profile_service.domain.stewardship.split import Pair
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.store.engine.store import Ask
from profile_service.store.resolution import judgements


async def new_merges(
    ask: Ask, items: Sequence[PreparedItem], before: Container[str], outcomes: list[Outcome]
) -> Mapping[Pair, SourceMerge]:
    """The pairs that nobody judged yet; the first item that joins each counts as one that changes something. Of records
    that were not stored `before` nothing was judged.

    Nothing is to be said of a pair of which anything was ever judged: not what was retracted, nor what says otherwise.
    What was taken back with its load run counts as never said.
    """
    joined_before = {joined.record for item in items for joined in item.merges if joined.record in before}
    told = await judgements.judgements_of(ask, joined_before)
    known = {(judgement.left, judgement.right) for judgement in told if not judgement.undone}
    new: dict[Pair, SourceMerge] = {}
    for position, item in enumerate(items):
        for joined in item.merges:
            pair = min(joined.record, joined.survivor), max(joined.record, joined.survivor)
            if pair not in known and pair not in new:
                new[pair] = joined
                outcomes[position] = max(outcomes[position], Outcome.CHANGED)
    return new


def merge_judgements(pairs: Mapping[Pair, SourceMerge], now: str) -> list[Judgement]:
    """That the pairs are the same, in the sources' own word."""
    return [_judgement(pair, joined, now) for pair, joined in sorted(pairs.items())]


def _judgement(pair: Pair, joined: SourceMerge, now: str) -> Judgement:
    left, right = pair
    actor = f"source:{joined.record.partition(':')[0]}"
    return Judgement(judgements.new_id(str(uuid7()), left), Verdict.SAME, left, right, actor, joined.reason, now)
