"""The reads of one request: customers by id, by identifier and by search, and load runs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, TypeVar

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.access.masks import masks_of
from profile_service.domain.access.rights import Read
from profile_service.domain.access.visibility import is_found_by, require_unrestricted, visible_profile
from profile_service.domain.profile.profiles import Profile, ProfileMatch
from profile_service.domain.profile.views import View
from profile_service.domain.search.hits import SearchHit, hits_after
from profile_service.domain.search.number_readings import PhoneCountries
from profile_service.domain.sources.events import Event, Transaction, event_source
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.cursors import check_first, read_cursor
from profile_service.domain.values.errors import (
    Conflict,
    Erased,
    InvalidInput,
    NotFound,
    ProfileCandidate,
    ProfileError,
    Restricted,
    SharedIdentifier,
)
from profile_service.domain.values.identifiers import Identifier, identifier
from profile_service.domain.values.text import clean
from profile_service.domain.values.times import utc_now
from profile_service.service.access.erased_ids import ERASED, erased_among, require_not_erased
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.declared.views import view_named
from profile_service.service.operations.access_list import AccessList
from profile_service.service.operations.store_health import HealthReader
from profile_service.service.profile.batched_reads import BatchedReads, limited, match_of, outcome_of
from profile_service.service.profile.change_feed import ChangeFeed
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.decision_list import DecisionList
from profile_service.service.profile.explain import Explainer
from profile_service.service.profile.orders.quoted_numbers import ambiguous_number, is_of_source, order_number
from profile_service.service.profile.reading_basis import ReadingBasis
from profile_service.service.search.customer_search import find_hits
from profile_service.service.search.visible_matches import visible_match
from profile_service.store.engine.store import Store
from profile_service.store.profile.current_versions import current_version
from profile_service.store.profile.event_lookup import ProfileEvent, event_by_key, transactions_by_number
from profile_service.store.profile.profiles import SHARED_LIMIT, golden_matches, holders_of, profile_matches
from profile_service.store.sources import run_history

StoredEvent = TypeVar("StoredEvent", bound=Event)
Key = TypeVar("Key", str, Identifier)
Matches: TypeAlias = Awaitable[list[ProfileMatch | None]]
_MAX_ID = 512
_MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Customers that a search found, each with the hit. `more_matches`: there are more than one search looks at; a
    longer text finds them."""

    hits: list[tuple[SearchHit, Customer]]
    has_next: bool
    more_matches: bool


class ProfileReader:
    """Reads for one request; resolvers that ask in one moment are answered by one statement, and nothing is
    remembered. Raises Forbidden for what the caller may not read, and for a view that they may not choose.

    `reasons` explains who is who; `decisions` lists those of stewards; `feed` lists what changed; `access`, who may do
    what; `health`, how the store is. `acts`: where it is noted who is shown. `abandon` ends what is still being read.
    """

    def __init__(
        self,
        store: Store,
        country: str | None,
        basis: ReadingBasis | None = None,
        caller: Caller = LOCAL,
        acts: AuditedActs = NOT_AUDITED,
    ) -> None:
        self._store = store
        self._country = country
        self.caller = caller
        self.acts = acts
        basis = basis or ReadingBasis(packaged_rules())
        self.masks = masks_of(
            caller.rights, [view for view in basis.views.values() if caller.rights.chooses(view.name)]
        )
        self.reasons = Explainer(store, basis.views, caller, self.masks, acts)
        self.decisions = DecisionList(store, basis.views, caller, self.masks, acts)
        self.feed = ChangeFeed(store, caller, acts)
        self.access = AccessList(store, caller, acts)
        self.health = HealthReader(store, caller)
        self.rules, self.views, self.basis_mark = basis.rules, basis.views, (basis.version_base, basis.rules_since)
        self._calling_codes, self._sources = basis.calling_codes, basis.sources
        self._reads = BatchedReads(store, basis, caller.rights, self.masks, acts)
        self.abandon = self._reads.abandon
        self.shown: list[tuple[str | Identifier, Customer]] = []
        self.current_version = partial(current_version, store)

    async def customer(self, id: str, view: str | None = None) -> Customer | None:
        """The customer of a profile id, also of one that was merged away; None where there never was one. Raises Erased
        where the customer was erased."""
        chosen_view = self._view("profiles", view)
        readable = _readable_id(id)
        shown = await self._visible(readable, chosen_view)
        if shown is None:
            await require_not_erased(self._store.read, self._store.secret, [readable])
        self.acts.shows("profile", [shown.id] if shown else [], chosen_view)
        return await self._one(readable, Customer(self._reads, shown, chosen_view, readable)) if shown else None

    async def customer_by(self, type: str, value: str, view: str | None = None) -> Customer | None:
        """The customer who holds the identifier, which is normalised here. Raises SharedIdentifier where several
        hold it."""
        chosen_view = self._view("profiles", view)
        asked = self.identifier(type, value)
        match = await self._reads.profiles_for(chosen_view).load(asked)
        shown = self._found_by(match, asked)
        if match is not None and shown is not None and match.shared > 1:
            candidates = await self._candidates(asked, chosen_view)
            self.acts.refuses("profileBy", SharedIdentifier.code, [candidate.id for candidate in candidates])
            raise SharedIdentifier(self._shared(match), candidates)
        self.acts.shows("profileBy", [shown.id] if shown else [], chosen_view)
        return await self._one(asked, Customer(self._reads, shown, chosen_view)) if shown else None

    async def _one(self, asked: str | Identifier, customer: Customer) -> Customer:
        self.shown.append((asked, customer))
        return await customer.within_consent()

    async def customers_of_ids(
        self, ids: Sequence[str], view: str | None = None, golden: Sequence[str] | None = None
    ) -> list[Customer | ProfileError]:
        """For each id its customer, as `customer` finds it, or the error that stands for none. One statement. `golden`:
        of the customers nothing is asked but golden attributes, and golden identifiers of these types, so that no more
        need be read. Raises TooLarge where there are more than MAX_MANY."""
        chosen_view = self._view("profiles", view)
        readable = [outcome_of(_readable_id, id) for id in limited("ids", ids)]
        # Consents and masks depend on all that is stored of a customer.
        is_whole = golden is None or chosen_view.consent or self.masks
        whole = partial(profile_matches, consents=bool(chosen_view.consent))
        read = whole if is_whole else partial(golden_matches, types=golden or ())
        matches = await self._matches(readable, read)
        missing = [key for key in readable if isinstance(key, str) and key not in matches]
        erased = await erased_among(self._store.read, self._store.secret, missing) if missing else ()
        outcomes = await _outcomes_within_consent(
            Erased(ERASED) if key in erased else self._customer_of(key, match_of(matches, key), chosen_view)
            for key in readable
        )
        return self._noted("profiles", outcomes, chosen_view)

    async def customers_of_identifiers(
        self, identifiers: Sequence[tuple[str, str]], view: str | None = None
    ) -> list[Customer | ProfileError]:
        """For each type and value the customer, as `customer_by` finds it, or the error that stands for none. One
        statement. Raises TooLarge where there are more than MAX_MANY."""
        chosen_view = self._view("profiles", view)
        readable = [outcome_of(self.identifier, *each) for each in limited("identifiers", identifiers)]
        matches = await self._matches(readable, partial(profile_matches, consents=bool(chosen_view.consent)))
        outcomes = await _outcomes_within_consent(
            self._customer_by(key, match_of(matches, key), chosen_view) for key in readable
        )
        return self._noted("profilesBy", outcomes, chosen_view)

    def _noted(
        self, operation: str, outcomes: list[Customer | ProfileError], view: View
    ) -> list[Customer | ProfileError]:
        """The outcomes, after a note of the customers among them."""
        self.acts.shows(operation, [each.profile.id for each in outcomes if isinstance(each, Customer)], view)
        return outcomes

    async def _matches(
        self, keys: Sequence[Key | ProfileError], read: "Callable[[Store, Sequence[Key]], Matches]"
    ) -> dict[Key, ProfileMatch]:
        asked = list(dict.fromkeys(key for key in keys if not isinstance(key, ProfileError)))
        matches = await read(self._store, asked)
        return {key: match for key, match in zip(asked, matches, strict=True) if match}

    def _customer_of(self, id: str | ProfileError, match: ProfileMatch | None, view: View) -> Customer | ProfileError:
        if isinstance(id, ProfileError):
            return id
        try:
            shown = self._shown(match.profile) if match else None
        except Restricted as error:
            return error
        if shown is None:
            return NotFound("there never was a profile with this id")
        return Customer(self._reads, shown, view, id)

    def _customer_by(
        self, asked: Identifier | ProfileError, match: ProfileMatch | None, view: View
    ) -> Customer | ProfileError:
        if isinstance(asked, ProfileError):
            return asked
        try:
            shown = self._found_by(match, asked)
        except Restricted as error:
            return error
        if match is None or shown is None:
            return NotFound("no profile has this identifier")
        if match.shared > 1:
            return Conflict(self._shared(match))
        return Customer(self._reads, shown, view)

    def _found_by(self, match: ProfileMatch | None, asked: Identifier) -> Profile | None:
        """The matching profile as far as the caller may know of it: None where only records hold the identifier that
        are hidden from them."""
        shown = self._shown(match.profile) if match else None
        is_known = shown is not None and (self.caller.rights.sources is None or is_found_by(shown, asked))
        return shown if is_known else None

    def _shared(self, match: ProfileMatch) -> str:
        """Who sees some sources alone is not told how many share it, for they would learn of the holders in others."""
        if self.caller.rights.sources is not None:
            many = "several"
        else:
            many = f"{match.shared} or more" if match.shared >= SHARED_LIMIT else str(match.shared)
        return f"{many} profiles share this identifier; ask by another one, or search and choose"

    async def order(self, number: str, source: str | None, view: str | None) -> tuple[Customer, Transaction] | None:
        """The order with the number that people quote, in the source where one is named; None where there is none, or
        only older ones than the view shows. Raises Conflict where several have it, with the `candidates` in its
        details, and OutsideView."""
        chosen_view = self._view("profiles", view)
        since, shows_source = chosen_view.since(utc_now()), self.caller.rights.shows_source
        orders = [
            each
            for each in await transactions_by_number(self._store, order_number(number))
            if each.event.kind == "order" and is_of_source(each.event, source)
            if shows_source(event_source(each.event)) and (since is None or each.event.occurred_at >= since)
        ]
        if len(orders) > 1:
            chosen_view.require("kind", ["order"])
            self.acts.refuses("order", Conflict.code, [each.profile for each in orders])
            raise ambiguous_number([each.event for each in orders])
        return await self._read_event("order", orders[0] if orders else None, chosen_view)

    async def event(self, key: str, view: str | None) -> tuple[Customer, Event] | None:
        """The event with this key; None where there is none, or it is older than the view shows. Raises OutsideView."""
        chosen_view = self._view("profiles", view)
        stored = await event_by_key(self._store, _readable_id(key))
        return await self._read_event("event", stored, chosen_view)

    async def customers(self, ids: Sequence[str]) -> list[Customer]:
        """The customers to whom the ids lead, each once, in the order of the ids."""
        view = self._view("profiles", None)
        loading = [self._reads.profiles_for(view).load(id) for id in dict.fromkeys(ids)]
        profiles = {
            match.profile.id: self._shown_or_none(match.profile) for match in await asyncio.gather(*loading) if match
        }
        self.acts.shows("profiles", [id for id, profile in profiles.items() if profile], view)
        return await _within_consent(Customer(self._reads, profile, view) for profile in profiles.values() if profile)

    async def all_ids(self, id: str) -> frozenset[str]:
        """The ids that a profile has and had, with the one that is asked for, whoever it was."""
        profile = await self._visible(_readable_id(id))
        return frozenset({id} if profile is None else {id, profile.id, *profile.former_ids})

    async def hides(self, id: str) -> bool:
        """Whether the caller, whose sources are limited, may know nothing of the profile; costs a read for those
        alone."""
        return self.caller.rights.sources is not None and await self._visible(_readable_id(id)) is None

    async def node(self, id: str) -> "Customer | LoadRun | None":
        """The customer or the load run of an id, as far as the caller may read either."""
        may_read_profiles, may_read_runs = (decide_read(self.caller, read) for read in ("profiles", "load_runs"))
        if may_read_profiles.allowed or not may_read_runs.allowed:
            customer = await self.customer(id)
            if customer or not may_read_runs.allowed:
                return customer
        return await self.load_run(id)

    def identifier(self, type: str, value: str) -> Identifier:
        """Normalised as loading does it. Raises InvalidInput."""
        return identifier(type, value, self._country)

    async def search(self, text: str, first: int, cursor: str | None, view: str | None = None) -> SearchPage:
        """Customers by any text about them, the surest match first; a match may be of what the view does not show."""
        check_first(first)
        view_shown, first = self._view("search", view), self.caller.rights.page(first)
        countries = PhoneCountries(self._country, self._calling_codes)
        as_seen = partial(visible_match, text=text, rights=self.caller.rights, view=view_shown)
        found = await find_hits(self._store, text, countries, self._sources, as_seen)
        following = hits_after(found.hits, cursor) if cursor else found.hits
        shown = following[:first]
        customers = await self._searched([hit.profile for hit in shown], view_shown)
        self.acts.shows("searchProfiles", customers, view_shown)
        return SearchPage(
            [(hit, customers[hit.profile]) for hit in shown if hit.profile in customers],
            has_next=len(following) > first,
            more_matches=found.has_more,
        )

    async def load_runs(self, first: int, cursor: str | None) -> tuple[list[LoadRun], bool]:
        """A page of runs, newest first, and whether there are more."""
        check_first(first)
        self._view("load_runs", None)
        first = self.caller.rights.page(first)
        runs: list[LoadRun] = []
        before, more = read_cursor(cursor) if cursor else None, True
        while more and len(runs) <= first:
            page = await run_history.newest(self._store, first + 1, before)
            runs += [run for run in page if self.caller.rights.shows_source(run.source)]
            before, more = (page[-1].id if page else before), len(page) > first
        return runs[:first], len(runs) > first

    async def load_run(self, id: str) -> LoadRun | None:
        self._view("load_runs", None)
        run = await run_history.one(self._store, _readable_id(id))
        return run if run and self.caller.rights.shows_source(run.source) else None

    async def _read_event(
        self, operation: str, stored: ProfileEvent[StoredEvent] | None, view: View
    ) -> tuple[Customer, StoredEvent] | None:
        customer = await self._customer_holding(stored, view) if stored else None
        if customer and stored:
            # Only now: of an event of somebody whom the caller may not know, the refusal would say that there is one.
            view.require("kind", [stored.event.kind])
            customer = customer if customer.shows(stored.event) else None
        self.acts.shows(operation, [customer.profile.id] if customer else [], view)
        return (customer, customer.masked_event(stored.event)) if customer and stored else None

    async def _customer_holding(self, stored: ProfileEvent[StoredEvent], view: View) -> Customer | None:
        """The customer of the event, as far as the caller may know of them, by a record that the caller may see."""
        outcome = self._customer_of(stored.profile, await self._reads.profiles_for(view).load(stored.profile), view)
        customer = None if isinstance(outcome, ProfileError) else await outcome.within_consent()
        # It is of somebody else where its record moved in between; the next read finds them.
        return customer if customer and customer.holds(stored.event) else None

    async def _visible(self, id: str, view: View | None = None) -> Profile | None:
        """The profile to which the id leads, as far as the caller may know of it; with what the view needs."""
        match = await (self._reads.profiles_for(view) if view else self._reads.profiles).load(id)
        return self._shown(match.profile) if match else None

    async def _candidates(self, shared: Identifier, view: View) -> list[ProfileCandidate]:
        """Raised with an error, whose details no last look masks: names come as the caller sees them, keys too."""
        customers = await self._searched(await holders_of(self._store, shared, _MOST_CANDIDATES), view)
        masked = self.masks.text if self.masks else str
        return [
            ProfileCandidate(
                id,
                name.winner.value if (name := customer.golden_name()) else None,
                [masked(r.key) for r in customer.profile.records],
            )
            for id, customer in customers.items()
        ]

    async def _searched(self, ids: Sequence[str], view: View) -> dict[str, Customer]:
        matches = await profile_matches(self._store, ids, consents=bool(view.consent))
        shown = [self._shown_or_none(match.profile) if match else None for match in matches]
        customers = {
            id: Customer(self._reads, profile, view, searched=True)
            for id, profile in zip(ids, shown, strict=True)
            if profile
        }
        return dict(zip(customers, await _within_consent(customers.values()), strict=True))

    def _shown(self, profile: Profile) -> Profile | None:
        """The profile as far as the caller may know of it. Raises Restricted."""
        require_unrestricted(profile, self.caller.rights)
        return visible_profile(profile, self.caller.rights)

    def _shown_or_none(self, profile: Profile) -> Profile | None:
        """The same for one of a list, which those that are restricted are left out of."""
        try:
            return self._shown(profile)
        except Restricted:
            return None

    def _view(self, read: Read, name: str | None) -> View:
        """The view that limits what the caller reads. Raises Forbidden where they may not read it, or not in that
        view."""
        return view_named(decide_read(self.caller, read, name).required().view or None, self.views)


async def _within_consent(customers: Iterable[Customer]) -> list[Customer]:
    """The customers, as far as their consents let the view show them. Where it needs none, no task is made for each."""
    asked = list(customers)
    if not any(customer.view.consent for customer in asked):
        return asked
    return await asyncio.gather(*(customer.within_consent() for customer in asked))


async def _outcomes_within_consent(outcomes: Iterable[Customer | ProfileError]) -> list[Customer | ProfileError]:
    asked = list(outcomes)
    within = iter(await _within_consent(each for each in asked if isinstance(each, Customer)))
    return [next(within) if isinstance(each, Customer) else each for each in asked]


def _readable_id(id: str) -> str:
    cleaned = clean(id)
    if len(cleaned) > _MAX_ID:
        raise InvalidInput(f"the id is longer than {_MAX_ID} characters")
    return cleaned
