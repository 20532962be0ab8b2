"""Coverage of touchpoints: how many events have one, and how many have none."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from profile_service.domain.profile.tallies import Tally, add_up
from profile_service.domain.sources.touchpoints import Touchpoints
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.store.engine.store import Store
from profile_service.store.profile.tally_scan import tally_pages

KindAndChannel: TypeAlias = tuple[str, str | None]
_PAGE_RECORDS = 1_000


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of events, of those with a touchpoint and of those without, by kind and channel."""

    mapped: Counter[KindAndChannel] = field(default_factory=Counter)
    unmapped: Counter[KindAndChannel] = field(default_factory=Counter)

    def add(self, counted: Iterable[Tally], declared: Touchpoints) -> None:
        for tally in counted:
            kind, channel = tally.cell.kind, tally.cell.channel or None
            counts = self.mapped if declared.covers(kind, channel) else self.unmapped
            counts[kind, channel] += tally.count


async def coverage(store: Store) -> Coverage:
    """Coverage of all events in the store, by the records' tallies: it costs by the records, not by the events."""
    counts = Coverage()
    async for texts in tally_pages(store, _PAGE_RECORDS):
        counts.add(add_up(texts), touchpoints())
    return counts


def unmapped(counted: Iterable[Tally]) -> list[tuple[KindAndChannel, int]]:
    """Events without a touchpoint among these counts, the most frequent first."""
    counts = Coverage()
    counts.add(counted, touchpoints())
    return by_count(counts.unmapped)


def by_count(counts: Counter[KindAndChannel]) -> list[tuple[KindAndChannel, int]]:
    return sorted(
        ((kind_and_channel, count) for kind_and_channel, count in counts.items() if count),
        key=lambda pair: (-pair[1], pair[0][0], pair[0][1] or ""),
    )
