"""A customer's context, read for one request: what is asked for together is read together."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter

from profile_service.domain.journey.journey import Journey, journey
from profile_service.domain.profile import timelines
from profile_service.domain.profile.profiles import Profile, ProfileMatch
from profile_service.domain.profile.search import SearchHit, best_hits, hits_after, search_text
from profile_service.domain.profile.survivorship import (
    GoldenValue,
    golden_attribute,
    golden_attributes,
    golden_identifier,
    golden_name,
)
from profile_service.domain.profile.timelines import EventFilter, SortOrder, TimelinePage, TimelineWalk
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.resolution.rules import Rules
from profile_service.domain.sources.consents import Consent, ConsentState, consent_states
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.cursors import read_cursor
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.domain.values.identifiers import Identifier, clean, identifier
from profile_service.domain.values.times import utc_now
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.declared.views import view_named
from profile_service.service.profile.batching import Asks
from profile_service.service.profile.change_feed import ChangeFeed
from profile_service.service.profile.explain import Explainer
from profile_service.store.engine.store import Store
from profile_service.store.profile import profiles
from profile_service.store.profile import search as searching
from profile_service.store.profile import timelines as stored_timelines
from profile_service.store.resolution.judgements import judgements_of
from profile_service.store.sources import run_history
from profile_service.store.sources.consents import counting

MAX_PAGE = 100
_MAX_ID = 512


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`more_matches`: more than can be looked at in one search; whoever wants them types more."""

    found: list[tuple[SearchHit, "Customer"]]
    has_next: bool
    more_matches: bool


class ProfileReader:
    """Reads for one request. Nothing is remembered from one ask to the next.

    `reasons` explains who is who; `feed` tells what changed.
    """

    def __init__(self, store: Store, country: str | None, rules: Rules | None = None) -> None:
        self._store = store
        self._country = country
        self.reasons = Explainer(store)
        self.feed = ChangeFeed(store)
        self.rules = rules or packaged_rules()
        self._profiles: Asks[str | Identifier, ProfileMatch | None] = Asks(self._read_profiles)
        self._events: Asks[Sequence[TimelineWalk], list[list[Event]]] = Asks(self._read_events)
        self._judgements: Asks[Sequence[str], list[Judgement]] = Asks(self._read_judgements)
        self._consents: Asks[Sequence[str], list[Consent]] = Asks(self._read_consents)

    async def customer(self, id: str, view: str | None = None) -> "Customer | None":
        """The customer of a profile id, or of what an old id has become; None where there never was one."""
        chosen = view_named(view)
        asked = _readable_id(id)
        found = await self._profiles.ask(asked)
        return Customer(self, found.profile, chosen, asked) if found else None

    async def customer_by(self, type: str, value: str, view: str | None = None) -> "Customer | None":
        """The customer who has the identifier, normalised here. Raises Conflict where several share it."""
        chosen = view_named(view)
        found = await self._profiles.ask(self.identifier(type, value))
        if found is None:
            return None
        if found.shared > 1:
            many = f"{found.shared} or more" if found.shared >= profiles.SHARED_LIMIT else str(found.shared)
            raise Conflict(f"{many} profiles share this identifier; ask by another one, or search and choose")
        return Customer(self, found.profile, chosen)

    async def customers(self, ids: Sequence[str]) -> list["Customer"]:
        """Those that the ids have become, each once, in the order of the ids."""
        view = view_named(None)
        asked = [self._profiles.ask(id) for id in dict.fromkeys(ids)]
        found = [found.profile for found in await asyncio.gather(*asked) if found]
        return [Customer(self, profile, view) for profile in {each.id: each for each in found}.values()]

    def identifier(self, type: str, value: str) -> Identifier:
        """Normalised as loading does it. Raises InvalidInput."""
        return identifier(type, value, self._country)

    async def search(self, text: str, first: int, cursor: str | None) -> SearchPage:
        """Customers by whatever of them was typed, the surest match first."""
        _check_first(first)
        found = await searching.search(self._store, search_text(text, self._country))
        hits = best_hits(found.hits)
        following = hits_after(hits, cursor) if cursor else hits
        shown = following[:first]
        customers = await self._all([hit.profile for hit in shown])
        return SearchPage(
            [(hit, customers[hit.profile]) for hit in shown if hit.profile in customers],
            has_next=len(following) > first,
            more_matches=found.more,
        )

    async def load_runs(self, first: int, cursor: str | None) -> tuple[list[LoadRun], bool]:
        """A page of runs, newest first, and whether there are more."""
        _check_first(first)
        found = await run_history.newest(self._store, first + 1, read_cursor(cursor) if cursor else None)
        return found[:first], len(found) > first

    async def load_run(self, id: str) -> LoadRun | None:
        return await run_history.one(self._store, _readable_id(id))

    def events(self, walks: Sequence[TimelineWalk]) -> Awaitable[list[list[Event]]]:
        return self._events.ask(walks)

    def judgements(self, records: Sequence[str]) -> Awaitable[list[Judgement]]:
        return self._judgements.ask(records)

    def consents(self, records: Sequence[str]) -> Awaitable[list[Consent]]:
        return self._consents.ask(records)

    async def _all(self, ids: Sequence[str]) -> dict[str, "Customer"]:
        found = await self._read_profiles(ids) if ids else []
        view = view_named(None)
        read = zip(ids, found, strict=True)
        return {id: Customer(self, each.profile, view, found=True) for id, each in read if each}

    async def _read_profiles(self, asks: Sequence[str | Identifier]) -> list[ProfileMatch | None]:
        ids = list(dict.fromkeys(ask for ask in asks if isinstance(ask, str)))
        keys = list(dict.fromkeys(ask for ask in asks if isinstance(ask, Identifier)))
        found = await profiles.profiles(self._store, ids, keys)
        return [found.get(ask) for ask in asks]

    async def _read_events(self, asks: Sequence[Sequence[TimelineWalk]]) -> list[list[list[Event]]]:
        found = iter(await stored_timelines.events(self._store, [walk for walks in asks for walk in walks]))
        return [list(islice(found, len(walks))) for walks in asks]

    async def _read_judgements(self, asks: Sequence[Sequence[str]]) -> list[list[Judgement]]:
        found = await judgements_of(self._store.read, {record for records in asks for record in records})
        by_record: dict[str, list[Judgement]] = defaultdict(list)
        for judgement in found:
            for record in (judgement.left, judgement.right):
                by_record[record].append(judgement)
        return [list({j.id: j for record in records for j in by_record[record]}.values()) for records in asks]

    async def _read_consents(self, asks: Sequence[Sequence[str]]) -> list[list[Consent]]:
        found = await counting(self._store.read, {record for records in asks for record in records})
        by_record: dict[str, list[Consent]] = defaultdict(list)
        for consent in found:
            by_record[consent.record].append(consent)
        return [[consent for record in records for consent in by_record[record]] for records in asks]


class Customer:
    """A profile as a view shows it, with what can be read along with it.

    What is awaited is asked at once and answered later, so that all of a request's asks go to the store together.
    Golden values are chosen among all that is known, so that no view shows another one than the others do: a view
    may show an e-mail and not whether it was verified or removed.
    `resolved_from` is the old id that was asked for, None where it was not one. `found`: by a search, which took a
    statement more than other ways, so that a page of events must take no second one.
    """

    __slots__ = ("_context", "_found", "_records", "profile", "resolved_from", "rules", "since", "view")

    def __init__(
        self, context: ProfileReader, profile: Profile, view: View, asked: str | None = None, *, found: bool = False
    ) -> None:
        self._context = context
        self._found = found
        self._records = profile.records
        self.since = view.since(utc_now())
        self.profile = view.of(profile, self.since)
        self.resolved_from = asked if asked != profile.id else None
        self.rules = context.rules
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

    def timeline(self, asked: EventFilter, first: int, cursor: str | None) -> Awaitable[TimelinePage]:
        """A page of events, newest first."""
        _check_first(first)
        shown = self._visible(asked)
        position = timelines.cursor_position(cursor) if cursor else None
        walks = timelines.page_walks(self.profile.records, shown, first, position, whole=self._found)
        return _page(self._context, walks, self._context.events(walks), first)

    def journey(self, asked: EventFilter, first: int) -> Awaitable[Journey]:
        """The latest steps, in the order of time, as they looked at their end: `asked.until`, else now."""
        return _journey(self.timeline(asked, first, None), asked.until or utc_now())

    def latest(self, asked: EventFilter, count: int, walked: int) -> Awaitable[tuple[Event, ...]]:
        """The latest `count` events, newest first, from no further back than past `walked` events of all kinds."""
        shown = self._visible(asked)
        seen = sum((record.event_months for record in self._records), Counter[str]())
        walks = timelines.latest_walks(self.profile.records, shown, count, seen, walked)
        return _newest(walks, self._context.events(walks), count)

    def judgements(self) -> Awaitable[list[Judgement]]:
        """About any of the records, the oldest first. Nothing is read where there are none."""
        records = [record.key for record in self.profile.records if record.judged]
        return _oldest_first(self._context.judgements(records) if records else None)

    def consents(self) -> Awaitable[list[ConsentState]]:
        """What holds for each purpose and channel, whatever the view: nobody may act without knowing it."""
        return _standings(self._context.consents([record.key for record in self.profile.records]))

    def outermost(self, order: SortOrder) -> Awaitable[str | None]:
        """When the first or the last event was, as fixed-width UTC text; None where there is none."""
        shown = EventFilter(kinds=self.view.kinds, since=self.since, lines=False)
        return _time(self._context.events(timelines.outermost_walks(self.profile.records, order, shown)), order)

    def _visible(self, asked: EventFilter) -> EventFilter:
        """As much of what is asked for as the view shows."""
        since = max(filter(None, (asked.since, self.since)), default=None)
        return replace(asked, kinds=self.view.shown_kinds(asked.kinds), since=since)


async def _page(
    context: ProfileReader, walks: list[TimelineWalk], asked: Awaitable[list[list[Event]]], first: int
) -> TimelinePage:
    found = await asked
    further = timelines.remaining_walks(walks, found, first)
    return timelines.merged_page([*found, *(await context.events(further) if further else ())], first)


async def _journey(found: Awaitable[TimelinePage], now: str) -> Journey:
    read = await found
    return journey(read.events, touchpoints(), now, has_earlier=read.has_next)


async def _newest(walks: Sequence[TimelineWalk], found: Awaitable[list[list[Event]]], count: int) -> tuple[Event, ...]:
    return timelines.latest_events(list(zip(walks, await found, strict=True)), count)


async def _time(found: Awaitable[list[list[Event]]], order: SortOrder) -> str | None:
    times = [event.occurred_at for events in await found for event in events]
    if not times:
        return None
    return min(times) if order == "oldest" else max(times)


async def _standings(found: Awaitable[list[Consent]]) -> list[ConsentState]:
    return consent_states(await found)


async def _oldest_first(found: Awaitable[list[Judgement]] | None) -> list[Judgement]:
    return sorted(await found, key=attrgetter("at", "id")) if found else []


def _check_first(first: int) -> None:
    if not 1 <= first <= MAX_PAGE:
        raise InvalidInput(f"first must be from 1 to {MAX_PAGE}")


def _readable_id(id: str) -> str:
    cleaned = clean(id)
    if len(cleaned) > _MAX_ID:
        raise InvalidInput(f"the id is longer than {_MAX_ID} characters")
    return cleaned
