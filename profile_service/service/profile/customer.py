"""One customer as a view shows it, with the reads that go along with it."""

from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from operator import attrgetter

from profile_service.domain.journey.journey import Journey, journey
from profile_service.domain.profile import timelines
from profile_service.domain.profile.profiles import Profile
from profile_service.domain.profile.survivorship import (
    GoldenValue,
    golden_attribute,
    golden_attributes,
    golden_identifier,
    golden_name,
)
from profile_service.domain.profile.timelines import EventFilter, Page, SortOrder, Walk
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.sources.consents import Consent, ConsentState, consent_states
from profile_service.domain.sources.events import Event
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import utc_now
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.profile.batched_reads import BatchedReads

MAX_PAGE = 100


class Customer:
    """A profile as a view shows it, with what can be read along with it.

    What is awaited is asked at once and answered later, so that all of a request's asks go to the store together.
    Golden values are chosen among all that is known, so that no view shows another one than the others do: a view
    may show an e-mail and not whether it was verified or removed.
    `resolved_from` is the old id that was asked for, None where it was not one. `searched`: a search led here, which
    took a statement more than other ways, so that a page of events must take no second one.
    """

    __slots__ = ("_reads", "_records", "_searched", "profile", "resolved_from", "rules", "since", "view")

    def __init__(
        self, reads: BatchedReads, profile: Profile, view: View, asked: str | None = None, *, searched: bool = False
    ) -> None:
        self._reads = reads
        self._searched = searched
        self._records = profile.records
        self.since = view.since(utc_now())
        self.profile = view.of(profile, self.since)
        self.resolved_from = asked if asked != profile.id else None
        self.rules = reads.rules
        self.view = view

    def golden_name(self) -> GoldenValue | None:
        return golden_name(self._records, self.rules) if self.view.shows_attribute("name") else None

    def golden_identifier(self, type: str) -> GoldenValue | None:
        return golden_identifier(self._records, type, self.rules) if self.view.shows_identifier(type) else None

    def golden_attribute(self, name: str) -> GoldenValue | None:
        return golden_attribute(self._records, name, self.rules) if self.view.shows_attribute(name) else None

    def golden_attributes(self) -> dict[str, GoldenValue]:
        """Every attribute that the view shows and any record has, sorted by name."""
        found = golden_attributes(self._records, self.rules)
        return {name: value for name, value in found.items() if self.view.shows_attribute(name)}

    def timeline(self, asked: EventFilter, first: int, cursor: str | None) -> Awaitable[Page]:
        """A page of events, newest first."""
        check_first(first)
        shown = self._visible(asked)
        position = timelines.position_of(cursor) if cursor else None
        walks = timelines.walks(self.profile.records, shown, first, position, whole=self._searched)
        return _page(self._reads, walks, self._reads.events.load(walks), first)

    def journey(self, asked: EventFilter, first: int) -> Awaitable[Journey]:
        """The latest steps, in the order of time, as they looked at their end: `asked.until`, else now."""
        return _journey(self.timeline(asked, first, None), asked.until or utc_now())

    def latest(self, asked: EventFilter, count: int, walked: int) -> Awaitable[tuple[Event, ...]]:
        """The latest `count` events, newest first, from no further back than past `walked` events of all kinds."""
        shown = self._visible(asked)
        seen = sum((record.event_months for record in self._records), Counter[str]())
        walks = timelines.recent(self.profile.records, shown, count, seen, walked)
        return _newest(walks, self._reads.events.load(walks), count)

    def judgements(self) -> Awaitable[list[Judgement]]:
        """About any of the records, the oldest first. Nothing is read where there are none."""
        records = [record.key for record in self.profile.records if record.judged]
        return _oldest_first(self._reads.judgements.load(records) if records else None)

    def consents(self) -> Awaitable[list[ConsentState]]:
        """What holds for each purpose and channel, whatever the view: nobody may act without knowing it."""
        return _standings(self._reads.consents.load([record.key for record in self.profile.records]))

    def outermost(self, order: SortOrder) -> Awaitable[str | None]:
        """When the first or the last event was, as fixed-width UTC text; None where there is none."""
        shown = EventFilter(kinds=self.view.kinds, since=self.since, lines=False)
        return _time(self._reads.events.load(timelines.edge(self.profile.records, order, shown)), order)

    def _visible(self, asked: EventFilter) -> EventFilter:
        """As much of what is asked for as the view shows."""
        since = max(filter(None, (asked.since, self.since)), default=None)
        return replace(asked, kinds=self.view.shown_kinds(asked.kinds), since=since)


async def _page(reads: BatchedReads, walks: list[Walk], asked: Awaitable[list[list[Event]]], first: int) -> Page:
    found = await asked
    further = timelines.further(walks, found, first)
    return timelines.page([*found, *(await reads.events.load(further) if further else ())], first)


async def _journey(found: Awaitable[Page], now: str) -> Journey:
    read = await found
    return journey(read.events, touchpoints(), now, more=read.has_next)


async def _newest(walks: Sequence[Walk], found: Awaitable[list[list[Event]]], count: int) -> tuple[Event, ...]:
    return timelines.newest(list(zip(walks, await found, strict=True)), count)


async def _time(found: Awaitable[list[list[Event]]], order: SortOrder) -> str | None:
    times = [event.occurred_at for events in await found for event in events]
    if not times:
        return None
    return min(times) if order == "oldest" else max(times)


async def _standings(found: Awaitable[list[Consent]]) -> list[ConsentState]:
    return consent_states(await found)


async def _oldest_first(found: Awaitable[list[Judgement]] | None) -> list[Judgement]:
    return sorted(await found, key=attrgetter("at", "id")) if found else []


def check_first(first: int) -> None:
    if not 1 <= first <= MAX_PAGE:
        raise InvalidInput(f"first must be from 1 to {MAX_PAGE}")
