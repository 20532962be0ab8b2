"""Reads whose answers are put together, or masked, once they are there."""

from collections.abc import Awaitable, Sequence
from dataclasses import replace

from profile_service.domain.access.masks import MaskedWritings
from profile_service.domain.profile.timelines import SortOrder, TimelinePage, TimelineWalk, latest_events
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.sources.events import Event


async def all_events(loading: Awaitable[list[list[Event]]]) -> list[Event]:
    return [event for events in await loading for event in events]


async def newest_events(
    walks: Sequence[TimelineWalk], loading: Awaitable[list[list[Event]]], count: int
) -> tuple[Event, ...]:
    return latest_events(list(zip(walks, await loading, strict=True)), count)


async def outermost_time(loading: Awaitable[list[list[Event]]], order: SortOrder) -> str | None:
    times = [event.occurred_at for events in await loading for event in events]
    if not times:
        return None
    return min(times) if order == "oldest" else max(times)


async def page_with_masks(loading: Awaitable[TimelinePage], writings: MaskedWritings) -> TimelinePage:
    page = await loading
    return replace(page, events=tuple(map(writings.event, page.events)))


async def events_with_masks(loading: Awaitable[tuple[Event, ...]], writings: MaskedWritings) -> tuple[Event, ...]:
    return tuple(map(writings.event, await loading))


async def list_with_masks(loading: Awaitable[list[Event]], writings: MaskedWritings) -> list[Event]:
    return [writings.event(event) for event in await loading]


async def judgements_with_masks(loading: Awaitable[list[Judgement]], writings: MaskedWritings) -> list[Judgement]:
    """The judgements with their reasons masked."""
    return [replace(judgement, reason=writings.text(judgement.reason)) for judgement in await loading]
