"""A page of the events that say some words, newest first."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

from profile_service.domain.access.masks import Masks
from profile_service.domain.profile.timelines import TimelinePage, TimelineWalk, event_position, searched_page
from profile_service.domain.sources.events import Event

MOST_SEARCHED = 2_000
"""So many events are searched for one page, and the rest of that month; the next page goes on from there."""


def most_taken(first: int, masks: Masks | None) -> int:
    """How many events that match in the store are read of each record. Where something is masked, all of them: where
    a search ends must not tell how many match by what is masked."""
    return MOST_SEARCHED if masks else 2 * first


async def matching_events(
    loading: Awaitable[list[Event]],
    walks: Sequence[TimelineWalk],
    end: str | None,
    first: int,
    says: Callable[[Event], bool],
) -> TimelinePage:
    """The first of the events that were read for these walks of which what is shown says the words: the store compares
    what it holds. `end`: the position to which all was searched; None where nothing lies before it."""
    by_record: dict[str, list[Event]] = defaultdict(list)
    for event in await loading:
        by_record[event.record].append(event)
    read = [sorted(by_record[walk.record], key=event_position, reverse=True) for walk in walks]
    return searched_page(walks, read, end, first, says)
