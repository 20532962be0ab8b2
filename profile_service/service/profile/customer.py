"""One customer as a view shows it, with the reads that go along with it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter

from profile_service.domain.access.masks import AnyEvent, MaskedWritings, Masks
from profile_service.domain.access.rights import Rights
from profile_service.domain.access.withheld import Withheld, withheld_for
from profile_service.domain.context.conversations import contact_names
from profile_service.domain.context.history import OPEN_CONTACTS
from profile_service.domain.journey.journey import Journey, journey
from profile_service.domain.profile import timelines
from profile_service.domain.profile.candidates import GoldenValue
from profile_service.domain.profile.event_words import event_text
from profile_service.domain.profile.profiles import Profile
from profile_service.domain.profile.survivorship import (
    golden_attribute,
    golden_attributes,
    golden_identifier,
    golden_name,
)
from profile_service.domain.profile.tallies import as_of
from profile_service.domain.profile.timelines import EventFilter, SortOrder, TimelinePage, TimelineWalk
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.judgements import Judgement
from profile_service.domain.sources.event_moves import EventMoves, MovedFrom
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.kinds import Family
from profile_service.domain.sources.order_payments import OrderPayments
from profile_service.domain.values.cursors import check_first
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import LATEST, utc_now
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.profile.batched_reads import BatchedReads
from profile_service.service.profile.customer_consents import CustomerConsents
from profile_service.service.profile.event_search import MOST_SEARCHED, matching_events, most_taken
from profile_service.service.profile.masked_reads import (
    all_events,
    events_with_masks,
    judgements_with_masks,
    list_with_masks,
    newest_events,
    outermost_time,
    page_with_masks,
)
from profile_service.store.profile.event_lookup import NumberOfRecords
from profile_service.store.profile.possible_matches import Clue, ClueKeys


class Customer:
    """A profile as a view shows it, with the reads that go along with it.

    A method that returns an awaitable asks at once and is answered later, so that all reads of a request go to the
    store together. Golden values are chosen among all values that are stored, so that every view shows the same one: a
    view may show an e-mail and not whether it was verified or removed.
    `resolved_from` is the old id that was asked for, None where it was not one. `searched`: a search led here, which
    took a statement more than other ways, so that a page of events must take no second one. `masks`: how values are
    masked for the caller by their names, None where none is; what is read of events comes masked. `withheld`: why
    nothing is shown; the consents are all the same. `order_payments`: as History has it.
    """

    __slots__ = (
        "_reads",
        "_records",
        "_searched",
        "_writings",
        "consents",
        "masks",
        "order_payments",
        "profile",
        "repurchases",
        "resolved_from",
        "rules",
        "since",
        "view",
        "withheld",
    )

    def __init__(
        self,
        reads: BatchedReads,
        profile: Profile,
        view: View,
        asked_id: str | None = None,
        *,
        searched: bool = False,
    ) -> None:
        self.consents = CustomerConsents(reads, profile.records)
        self.order_payments: Mapping[str, OrderPayments] = {}
        self.withheld: Withheld | None = None
        self._reads = reads
        self._searched = searched
        self._records = profile.records
        self._writings: MaskedWritings | None = None
        self.masks = reads.masks if reads.masks and reads.masks.by_name else None
        self.since = view.since(utc_now()) if view.days is not None else None
        self.profile = reads.basis.dated(view.of(profile, self.since))
        self.resolved_from = asked_id if asked_id != profile.id else None
        self.rules = reads.basis.rules
        self.repurchases = reads.basis.repurchases
        self.view = view

    async def within_consent(self) -> "Customer":
        """The customer, without records and all that comes from them where the view needs a consent that was
        withdrawn."""
        withheld = withheld_for(self.view.consent, await self.consents.states()) if self.view.consent else None
        if withheld is None:
            return self
        bare = Customer(self._reads, replace(self.profile, records=()), self.view, self.resolved_from)
        bare.withheld, bare.consents = withheld, self.consents
        return bare

    def golden_name(self) -> GoldenValue | None:
        return (
            self._masked("name", golden_name(self._records, self.rules)) if self.view.shows_attribute("name") else None
        )

    def golden_identifier(self, type: str) -> GoldenValue | None:
        if not self.view.shows_identifier(type):
            return None
        return self._masked(type, golden_identifier(self._records, type, self.rules))

    def golden_attribute(self, name: str) -> GoldenValue | None:
        if not self.view.shows_attribute(name):
            return None
        return self._masked(name, golden_attribute(self._records, name, self.rules))

    def golden_attributes(self) -> dict[str, GoldenValue]:
        """Every attribute that the view shows and any record has, sorted by name."""
        values = golden_attributes(self._records, self.rules)
        shown = {name: value for name, value in values.items() if self.view.shows_attribute(name)}
        return {name: self.masks.golden(name, value) for name, value in shown.items()} if self.masks else shown

    def revealed(self, name: str) -> GoldenValue | None:
        """The golden value of an identifier's type, or else of an attribute, unmasked; None where there is none. Raises
        OutsideView where the view shows neither."""
        if self.view.shows_identifier(name) and (value := golden_identifier(self._records, name, self.rules)):
            return value
        if name == "name" and self.view.shows_attribute(name):
            return golden_name(self._records, self.rules)
        if not self.view.shows_identifier(name):
            self.view.require("attribute", [name])
        return golden_attribute(self._records, name, self.rules) if self.view.shows_attribute(name) else None

    def timeline(self, wanted: EventFilter, first: int, cursor: str | None) -> Awaitable[TimelinePage]:
        """A page of events, newest first."""
        check_first(first)
        first = self._reads.rights.page(first)
        shown = self._visible(wanted)
        position = timelines.cursor_position(cursor) if cursor else None
        walks = timelines.page_walks(self.profile.records, shown, first, position, whole=self._searched)
        return self._masked_page(_page(self._reads, walks, self._reads.events.load(walks), first))

    def searched(self, wanted: EventFilter, first: int, cursor: str | None) -> Awaitable[TimelinePage]:
        """A page of events of which what the caller is shown says all words of the filter, newest first."""
        check_first(first)
        after, shown = timelines.cursor_position(cursor) if cursor else None, self._visible(wanted)
        take = most_taken(first, self._reads.masks)
        walks, end = timelines.searched_walks(self.profile.records, shown, after, MOST_SEARCHED, take=take)
        loading = self._masked_list(all_events(self._reads.events.load(walks)))
        return matching_events(loading, walks, end, self.page(first), partial(self._says, wanted.words))

    def _says(self, words: Sequence[str], event: Event) -> bool:
        text = event_text(event, self.view)
        small = (self._reads.masks.text(text) if self._reads.masks else text).lower()
        return all(word in small for word in words)

    def transactions_numbered(self, number: str) -> Awaitable[list[Event]]:
        """The transactions that the view shows of a number that people quote."""
        records = tuple(record.key for record in self.profile.records)
        return self._shown(self._reads.transactions.load(NumberOfRecords(number, records)))

    def holds(self, event: Event) -> bool:
        """Whether the event belongs to one of the customer's records."""
        return any(record.key == event.record for record in self._records)

    def shows(self, event: Event) -> bool:
        """Whether the view shows an event: its kind, and how long ago it was."""
        return self.view.shows_kind(event.kind) and (self.since is None or event.occurred_at >= self.since)

    def journey(self, wanted: EventFilter, first: int) -> Awaitable[Journey]:
        """The latest steps in the order of time, as they looked at their end: `wanted.until`, else now."""
        return _journey(self.timeline(wanted, first, None), wanted.until or utc_now())

    def latest(self, wanted: EventFilter, count: int, walked: int) -> Awaitable[tuple[Event, ...]]:
        """The latest `count` events, newest first, looked for among the latest `walked` events of all kinds."""
        shown = self._visible(wanted)
        walks = timelines.latest_walks(self.profile.records, shown, count, self._events_by_month, walked)
        return self._masked_events(newest_events(walks, self._reads.events.load(walks), count))

    def left_open(self, wanted: EventFilter, window: int, walked: int) -> "Awaitable[list[Event]] | None":
        """The contacts that leave something open, of each record at most OPEN_CONTACTS; None where `latest`, for a
        window of so many, has all contacts."""
        shown, records = self._visible(wanted), self.profile.records
        if not timelines.leave_some_out(records, shown, window, self._events_by_month, walked):
            return None
        walks = timelines.open_walks(records, shown, OPEN_CONTACTS)
        return self._masked_list(all_events(self._reads.events.load(walks)))

    async def related_contacts(self, contacts: Iterable[Event], wanted: EventFilter) -> dict[str, Event]:
        """Key → contact, of all that belongs to one conversation with any of these. Takes a second statement where a
        case has further names, such as the number beside its key."""
        records, shown = [record.key for record in self.profile.records], self._visible(wanted)
        sources = {record.source for record in self.profile.records}
        names = contact_names(contacts, sources)
        related = await self._reads.related_contacts(records, names, shown)
        if further := contact_names(related.values(), sources) - names:
            related |= await self._reads.related_contacts(records, further, shown)
        if self.masks is None:
            return related
        writings = self._masked_writings(self.masks)
        return {key: writings.event(contact) for key, contact in related.items()}

    def as_of(self, now: str) -> "Awaitable[Customer] | None":
        """The customer with the counts of what came before `now` (fixed-width UTC text) alone; None where nothing came
        later."""
        continued = [record for record in self._records if (record.latest_event_at or LATEST) >= now]
        if all(month < now[:7] for record in continued for month in record.event_months):
            return None
        return self._as_of(now, [record.key for record in continued if now[:7] in record.event_months])

    async def _as_of(self, now: str, records: Sequence[str]) -> "Customer":
        later = await self._reads.later_counts(records, now)
        before = (
            replace(record, tally=as_of(record.tally, now, later.get(record.key, ""))) for record in self._records
        )
        return Customer(self._reads, replace(self.profile, records=tuple(before)), self.view, self.resolved_from)

    def latest_in_any_view(
        self, families: Collection[Family], until: str | None, count: int, walked: int
    ) -> Awaitable[tuple[Event, ...]]:
        """As `latest`, of some families, unmasked and whatever the view: what they count for is the same in each."""
        kinds = (kind for record in self._records for kind in record.kind_months)
        of_families = frozenset(kind for kind in kinds if touchpoints().kinds.family(kind) in families)
        months = sum((record.event_months for record in self._records), Counter[str]())
        wanted = EventFilter(of_families, until=until, lines=False)
        walks = timelines.latest_walks(self._records, wanted, count, months, walked)
        return newest_events(walks, self._reads.events.load(walks), count)

    def recounted(self, lines: Mapping[str, str], order_payments: Mapping[str, OrderPayments]) -> "Customer":
        """The customer with further lines in the tallies of some records (keys), by what payments say of orders."""
        records = (replace(record, tally=record.tally + lines.get(record.key, "")) for record in self._records)
        customer = Customer(self._reads, replace(self.profile, records=tuple(records)), self.view, self.resolved_from)
        customer.order_payments = order_payments
        return customer

    def moved_from(self, event: str) -> Awaitable[MovedFrom | None]:
        """The record that the source of an event (key) names, and who moved it; None where it is there, and where the
        caller sees no record of that source. The reason is empty where `shows_words` is false."""
        return _moved_from(self._reads.event_moves.load(event), self._reads.rights, shows_words=self.shows_words)

    @property
    def shows_words(self) -> bool:
        """Whether reasons in people's own words are shown, which may hold anything: in views of all attributes, where
        nothing is masked."""
        return self.view.attributes is None and self.masks is None

    def judgements(self) -> Awaitable[list[Judgement]]:
        """The judgements about any of the records, the oldest first. Nothing is read where there are none."""
        records = [record.key for record in self.profile.records if record.judged]
        return self._masked_judgements(_oldest_first(self._reads.judgements.load(records) if records else None))

    def page(self, first: int) -> int:
        """How many of `first` items the caller gets at most."""
        return self._reads.rights.page(first)

    def unlimited(self) -> "Customer":
        """The customer with all that the caller's rights show, whatever the view: for what must be known so that it is
        not said. What comes of it must never be shown."""
        view = replace(self.view, attributes=None, identifiers=None, kinds=None, insights=None, days=None)
        return Customer(self._reads, self.whole, view)

    @property
    def sees_all_sources(self) -> bool:
        """Whether the caller sees the records of every source."""
        return self._reads.rights.sources is None

    @property
    def whole(self) -> Profile:
        """The profile with what the view does not show."""
        return replace(self.profile, records=self._records)

    async def clues(self, keys: ClueKeys) -> list[Clue]:
        """What leads from these keys to other profiles. Nothing for a caller who sees the records of some sources
        alone: it could come from a record of another one."""
        if self._reads.rights.sources is not None or not (keys.identifiers or keys.judged or keys.names):
            return []
        return await self._reads.clues.load(keys)

    async def others(self, ids: Sequence[str]) -> "dict[str, Customer]":
        """Id → the other customer whom it leads to, in the same view; without this one and those withheld."""
        matches = await asyncio.gather(*map(self._reads.profiles_for(self.view).load, ids))
        profiles = {match.profile.id: (id, match.profile) for id, match in zip(ids, matches, strict=True) if match}
        profiles.pop(self.profile.id, None)
        others = [Customer(self._reads, profile, self.view).within_consent() for _, profile in profiles.values()]
        within = await asyncio.gather(*others)
        shown = [(id, other) for (id, _), other in zip(profiles.values(), within, strict=True) if not other.withheld]
        self._reads.acts.shows("perhapsAlso", [other.profile.id for _, other in shown], self.view)
        return dict(shown)

    def masked_identifier(self, identifier: Identifier) -> Identifier:
        """The identifier with its value as the caller sees it."""
        return Identifier(identifier.type, self.masks.value(*identifier)) if self.masks else identifier

    def edge(self, order: SortOrder, until: str | None = None) -> Awaitable[str | None]:
        """The time of the first or of the last event before `until` (fixed-width UTC text, None for all); None where
        there is no event."""
        shown = self._visible(EventFilter(lines=False, until=until))
        walks = timelines.outermost_walks(self.profile.records, order, shown)
        return outermost_time(self._reads.events.load(walks), order)

    def _masked(self, name: str, value: GoldenValue | None) -> GoldenValue | None:
        return self.masks.golden(name, value) if self.masks and value else value

    def _masked_page(self, loading: Awaitable[TimelinePage]) -> Awaitable[TimelinePage]:
        return loading if self.masks is None else page_with_masks(loading, self._masked_writings(self.masks))

    def _masked_events(self, loading: Awaitable[tuple[Event, ...]]) -> Awaitable[tuple[Event, ...]]:
        return loading if self.masks is None else events_with_masks(loading, self._masked_writings(self.masks))

    def _masked_list(self, loading: Awaitable[list[Event]]) -> Awaitable[list[Event]]:
        return loading if self.masks is None else list_with_masks(loading, self._masked_writings(self.masks))

    def _masked_judgements(self, loading: Awaitable[list[Judgement]]) -> Awaitable[list[Judgement]]:
        return loading if self.masks is None else judgements_with_masks(loading, self._masked_writings(self.masks))

    def _masked_writings(self, masks: Masks) -> MaskedWritings:
        """Made where the first event is read: it holds a pattern of all the person's own values."""
        if self._writings is None:
            self._writings = masks.writings(self._records)
        return self._writings

    def masked_event(self, event: AnyEvent) -> AnyEvent:
        """An event of the customer that was not read by way of them, as the caller sees it."""
        return self._masked_writings(self.masks).event(event) if self.masks else event

    async def _shown(self, loading: Awaitable[list[Event]]) -> list[Event]:
        return [self.masked_event(event) for event in await loading if self.shows(event)]

    @property
    def _events_by_month(self) -> Counter[str]:
        return sum((record.event_months for record in self._records if record.event_months), Counter[str]())

    def _visible(self, wanted: EventFilter) -> EventFilter:
        """The filter, narrowed to the events that the view shows, by the kinds that the customer's events have."""
        since = max(filter(None, (wanted.since, self.since)), default=None)
        return replace(wanted, kinds=self._wanted_kinds(wanted), families=None, since=since)

    def _wanted_kinds(self, wanted: EventFilter) -> frozenset[str] | None:
        if wanted.kinds is None and wanted.families is None and self.view.kinds is None:
            return None
        # The view left no other kinds in the tallies.
        shown = (kind for record in self.profile.records for kind in record.kind_months)
        return frozenset(
            kind
            for kind in shown
            if (wanted.kinds is None or kind in wanted.kinds)
            and (wanted.families is None or touchpoints().kinds.family(kind) in wanted.families)
        )


async def _page(
    reads: BatchedReads, walks: list[TimelineWalk], loading: Awaitable[list[list[Event]]], first: int
) -> TimelinePage:
    events = await loading
    further = timelines.remaining_walks(walks, events, first)
    return timelines.merged_page([*events, *(await reads.events.load(further) if further else ())], first)


async def _journey(loading: Awaitable[TimelinePage], now: str) -> Journey:
    page = await loading
    return journey(page.events, touchpoints(), order_states(), now, has_earlier=page.has_next)


async def _oldest_first(loading: Awaitable[list[Judgement]] | None) -> list[Judgement]:
    return sorted(await loading, key=attrgetter("at", "id")) if loading else []


async def _moved_from(loading: Awaitable[EventMoves | None], rights: Rights, *, shows_words: bool) -> MovedFrom | None:
    moves = await loading
    moved = moves.moved_from if moves else None
    if moved is None or not rights.shows_source(moved.record.partition(":")[0]):
        return None
    return moved if shows_words else moved._replace(reason="")
