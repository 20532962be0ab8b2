"""The reads of one request: customers by id, by identifier and by search, and load runs."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from profile_service.domain.profile.profiles import ProfileMatch
from profile_service.domain.profile.views import View
from profile_service.domain.search.hits import SearchHit, hits_after
from profile_service.domain.search.number_readings import PhoneCountries
from profile_service.domain.sources.events import Event, Transaction, event_source
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.cursors import read_cursor
from profile_service.domain.values.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    ProfileCandidate,
    ProfileError,
    SharedIdentifier,
    TooLarge,
)
from profile_service.domain.values.identifiers import Identifier, identifier
from profile_service.domain.values.text import clean
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.declared.views import view_named
from profile_service.service.profile.batched_reads import BatchedReads
from profile_service.service.profile.change_feed import ChangeFeed
from profile_service.service.profile.customer import Customer, check_first
from profile_service.service.profile.explain import Explainer
from profile_service.service.profile.reading_basis import ReadingBasis
from profile_service.service.search.customer_search import find_hits
from profile_service.store.engine.store import Store
from profile_service.store.profile.event_lookup import event_by_key, transactions_by_number
from profile_service.store.profile.profiles import SHARED_LIMIT, holders_of, profile_matches
from profile_service.store.sources import run_history

StoredEvent = TypeVar("StoredEvent", bound=Event)
Key = TypeVar("Key", str, Identifier)
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")
MAX_MANY = 500
"""So many customers can be asked for by one list."""
_MAX_ID = 512
_MAX_NUMBER = 200
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
    remembered.

    `reasons` explains who is who; `feed` lists what changed.
    """

    def __init__(self, store: Store, country: str | None, basis: ReadingBasis | None = None) -> None:
        self._store = store
        self._country = country
        basis = basis or ReadingBasis(packaged_rules())
        self.reasons = Explainer(store, basis.views)
        self.feed = ChangeFeed(store)
        self.rules = basis.rules
        self.views = basis.views
        self._calling_codes = basis.calling_codes
        self._reads = BatchedReads(store, basis)

    async def customer(self, id: str, view: str | None = None) -> Customer | None:
        """The customer of a profile id, also of one that was merged away; None where there never was one."""
        chosen_view = view_named(view, self.views)
        readable = _readable_id(id)
        match = await self._reads.profiles.load(readable)
        return Customer(self._reads, match.profile, chosen_view, readable) if match else None

    async def customer_by(self, type: str, value: str, view: str | None = None) -> Customer | None:
        """The customer who holds the identifier, which is normalised here. Raises SharedIdentifier where several
        hold it."""
        chosen_view = view_named(view, self.views)
        asked = self.identifier(type, value)
        match = await self._reads.profiles.load(asked)
        if match is None:
            return None
        if match.shared > 1:
            raise SharedIdentifier(_shared(match), await self._candidates(asked, chosen_view))
        return Customer(self._reads, match.profile, chosen_view)

    async def customers_of_ids(self, ids: Sequence[str], view: str | None = None) -> list[Customer | ProfileError]:
        """For each id its customer, as `customer` finds it, or the error that stands for none. One statement. Raises
        TooLarge where there are more than MAX_MANY."""
        chosen_view = view_named(view, self.views)
        readable = [_outcome(_readable_id, id) for id in _at_most("ids", ids)]
        matches = await self._matches(readable)
        return [
            key if isinstance(key, ProfileError) else self._customer_of(key, matches.get(key), chosen_view)
            for key in readable
        ]

    async def customers_of_identifiers(
        self, identifiers: Sequence[tuple[str, str]], view: str | None = None
    ) -> list[Customer | ProfileError]:
        """For each type and value the customer, as `customer_by` finds it, or the error that stands for none. One
        statement. Raises TooLarge where there are more than MAX_MANY."""
        chosen_view = view_named(view, self.views)
        readable = [_outcome(self.identifier, *each) for each in _at_most("identifiers", identifiers)]
        matches = await self._matches(readable)
        return [
            key if isinstance(key, ProfileError) else self._customer_by(matches.get(key), chosen_view)
            for key in readable
        ]

    async def _matches(self, keys: Sequence[Key | ProfileError]) -> dict[Key, ProfileMatch]:
        asked = list(dict.fromkeys(key for key in keys if not isinstance(key, ProfileError)))
        matches = await profile_matches(self._store, asked)
        return {key: match for key, match in zip(asked, matches, strict=True) if match}

    def _customer_of(self, id: str, match: ProfileMatch | None, view: View) -> Customer | ProfileError:
        if match is None:
            return NotFound("there never was a profile with this id")
        return Customer(self._reads, match.profile, view, id)

    def _customer_by(self, match: ProfileMatch | None, view: View) -> Customer | ProfileError:
        if match is None:
            return NotFound("no profile has this identifier")
        return _outcome(self._sole_customer, match, view)

    def _sole_customer(self, match: ProfileMatch, view: View) -> Customer:
        if match.shared > 1:
            raise Conflict(_shared(match))
        return Customer(self._reads, match.profile, view)

    async def order(self, number: str, source: str | None, view: str | None) -> tuple[Customer, Transaction] | None:
        """The order with the number that people quote, in the source where one is named; None where there is none, or
        only older ones than the view shows. Raises Conflict where several have it, with the `candidates` in its
        details, and OutsideView."""
        chosen_view = view_named(view, self.views)
        stored = await transactions_by_number(self._store, _order_number(number))
        orders = [each for each in stored if each.event.kind == "order" and _is_of(each.event, source)]
        if len(orders) > 1:
            raise _ambiguous([each.event for each in orders])
        return await self._shown(orders[0].profile, orders[0].event, chosen_view) if orders else None

    async def event(self, key: str, view: str | None) -> tuple[Customer, Event] | None:
        """The event with this key; None where there is none, or it is older than the view shows. Raises OutsideView."""
        chosen_view = view_named(view, self.views)
        stored = await event_by_key(self._store, _readable_id(key))
        return await self._shown(stored.profile, stored.event, chosen_view) if stored else None

    async def customers(self, ids: Sequence[str]) -> list[Customer]:
        """The customers to whom the ids lead, each once, in the order of the ids."""
        view = view_named(None, self.views)
        loading = [self._reads.profiles.load(id) for id in dict.fromkeys(ids)]
        profiles = {match.profile.id: match.profile for match in await asyncio.gather(*loading) if match}
        return [Customer(self._reads, profile, view) for profile in profiles.values()]

    def identifier(self, type: str, value: str) -> Identifier:
        """Normalised as loading does it. Raises InvalidInput."""
        return identifier(type, value, self._country)

    async def search(self, text: str, first: int, cursor: str | None, view: str | None = None) -> SearchPage:
        """Customers by any text about them, the surest match first; a match may be of what the view does not show."""
        check_first(first)
        chosen_view = view_named(view, self.views)
        found = await find_hits(self._store, text, PhoneCountries(self._country, self._calling_codes))
        following = hits_after(found.hits, cursor) if cursor else found.hits
        shown = following[:first]
        customers = await self._searched([hit.profile for hit in shown], chosen_view)
        return SearchPage(
            [(hit, customers[hit.profile]) for hit in shown if hit.profile in customers],
            has_next=len(following) > first,
            more_matches=found.has_more,
        )

    async def load_runs(self, first: int, cursor: str | None) -> tuple[list[LoadRun], bool]:
        """A page of runs, newest first, and whether there are more."""
        check_first(first)
        runs = await run_history.newest(self._store, first + 1, read_cursor(cursor) if cursor else None)
        return runs[:first], len(runs) > first

    async def load_run(self, id: str) -> LoadRun | None:
        return await run_history.one(self._store, _readable_id(id))

    async def _shown(self, profile: str, event: StoredEvent, view: View) -> tuple[Customer, StoredEvent] | None:
        view.require("kind", [event.kind])
        match = await self._reads.profiles.load(profile)
        customer = Customer(self._reads, match.profile, view) if match else None
        # It is of somebody else where its record moved in between; the next read finds them.
        return (customer, event) if customer and customer.holds(event) and customer.shows(event) else None

    async def _candidates(self, shared: Identifier, view: View) -> list[ProfileCandidate]:
        customers = await self._searched(await holders_of(self._store, shared, _MOST_CANDIDATES), view)
        return [
            ProfileCandidate(
                id,
                name.winner.value if (name := customer.golden_name()) else None,
                [r.key for r in customer.profile.records],
            )
            for id, customer in customers.items()
        ]

    async def _searched(self, ids: Sequence[str], view: View) -> dict[str, Customer]:
        matches = await profile_matches(self._store, ids)
        return {
            id: Customer(self._reads, match.profile, view, searched=True)
            for id, match in zip(ids, matches, strict=True)
            if match
        }


def _outcome(
    work: Callable[Arguments, Result], *args: Arguments.args, **named: Arguments.kwargs
) -> Result | ProfileError:
    """What the work returns, or the error that it raises: of many, one must not fail the others."""
    try:
        return work(*args, **named)
    except ProfileError as error:
        return error


def _at_most(argument: str, values: Sequence[Result]) -> Sequence[Result]:
    if len(values) > MAX_MANY:
        raise TooLarge(f"{argument} has {len(values)} entries, and {MAX_MANY} are allowed; ask for the rest by itself")
    return values


def _order_number(number: str) -> str:
    cleaned = clean(number)
    if not cleaned or len(cleaned) > _MAX_NUMBER:
        raise InvalidInput(f"the number of an order has from 1 to {_MAX_NUMBER} characters")
    return cleaned


def _is_of(event: Event, source: str | None) -> bool:
    return source is None or source in {event_source(event), event.record.partition(":")[0]}


def _shared(match: ProfileMatch) -> str:
    many = f"{match.shared} or more" if match.shared >= SHARED_LIMIT else str(match.shared)
    return f"{many} profiles share this identifier; ask by another one, or search and choose"


def _ambiguous(orders: Sequence[Event]) -> Conflict:
    candidates = [{"source": event_source(order), "key": order.key} for order in orders]
    sources = sorted({candidate["source"] for candidate in candidates})
    text = f"{len(orders)} orders have this number, of {', '.join(sources)}; name the source"
    if len(sources) == 1:
        text = f"{len(orders)} orders of {sources[0]} have this number; ask for one by its key, with the query event"
    return Conflict(text, {"candidates": candidates})


def _readable_id(id: str) -> str:
    cleaned = clean(id)
    if len(cleaned) > _MAX_ID:
        raise InvalidInput(f"the id is longer than {_MAX_ID} characters")
    return cleaned
