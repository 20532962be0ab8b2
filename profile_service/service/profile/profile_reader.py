"""The reads of one request: customers by id, by identifier and by search, and load runs."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.access.masks import masks_of
from profile_service.domain.access.rights import Read, allows
from profile_service.domain.access.visibility import is_found_by, is_visible_hit, visible_profile
from profile_service.domain.profile.profiles import Profile
from profile_service.domain.profile.search import SearchHit, best_hits, hits_after, search_text
from profile_service.domain.profile.views import View
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.cursors import read_cursor
from profile_service.domain.values.errors import Conflict, InvalidInput
from profile_service.domain.values.identifiers import Identifier, identifier
from profile_service.domain.values.text import clean
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.declared.views import view_named
from profile_service.service.profile.batched_reads import BatchedReads
from profile_service.service.profile.change_feed import ChangeFeed
from profile_service.service.profile.customer import Customer, check_first
from profile_service.service.profile.explain import Explainer
from profile_service.service.profile.reading_basis import ReadingBasis
from profile_service.store.engine.store import Store
from profile_service.store.profile import search as searching
from profile_service.store.profile.profiles import SHARED_LIMIT, profile_matches
from profile_service.store.sources import run_history

_MAX_ID = 512


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

    `reasons` explains who is who; `feed` lists what changed.
    """

    def __init__(
        self, store: Store, country: str | None, basis: ReadingBasis | None = None, caller: Caller = LOCAL
    ) -> None:
        self._store = store
        self._country = country
        self.caller = caller
        basis = basis or ReadingBasis(packaged_rules())
        self.masks = masks_of(
            caller.rights, [view for view in basis.views.values() if caller.rights.chooses(view.name)]
        )
        self.reasons = Explainer(store, basis.views, caller, self.masks)
        self.feed = ChangeFeed(store, caller)
        self.rules = basis.rules
        self.views = basis.views
        self._reads = BatchedReads(store, basis, caller.rights, self.masks)

    async def customer(self, id: str, view: str | None = None) -> Customer | None:
        """The customer of a profile id, also of one that was merged away; None where there never was one."""
        chosen_view = self._view("profiles", view)
        readable = _readable_id(id)
        match = await self._reads.profiles.load(readable)
        shown = self._shown(match.profile) if match else None
        return await Customer(self._reads, shown, chosen_view, readable).within_consent() if shown else None

    async def customer_by(self, type: str, value: str, view: str | None = None) -> Customer | None:
        """The customer who holds the identifier, which is normalised here. Raises Conflict where several share it."""
        chosen_view = self._view("profiles", view)
        wanted = self.identifier(type, value)
        match = await self._reads.profiles.load(wanted)
        shown = self._shown(match.profile) if match else None
        if match is None or shown is None or not self._may_be_found_by(shown, wanted):
            return None
        if match.shared > 1:
            many = f"{match.shared} or more" if match.shared >= SHARED_LIMIT else str(match.shared)
            raise Conflict(f"{many} profiles share this identifier; ask by another one, or search and choose")
        return await Customer(self._reads, shown, chosen_view).within_consent()

    async def customers(self, ids: Sequence[str]) -> list[Customer]:
        """The customers to whom the ids lead, each once, in the order of the ids."""
        view = self._view("profiles", None)
        loading = [self._reads.profiles.load(id) for id in dict.fromkeys(ids)]
        profiles = {match.profile.id: self._shown(match.profile) for match in await asyncio.gather(*loading) if match}
        customers = [Customer(self._reads, profile, view) for profile in profiles.values() if profile]
        return await asyncio.gather(*(customer.within_consent() for customer in customers))

    async def hides(self, id: str) -> bool:
        """Whether the caller, whose sources are limited, may know nothing of the profile; costs a read for those
        alone."""
        return self.caller.rights.sources is not None and await self.customer(id) is None

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

    async def search(self, text: str, first: int, cursor: str | None) -> SearchPage:
        """Customers by any text about them, the surest match first."""
        check_first(first)
        view, first = self._view("search", None), self.caller.rights.page(first)
        matches = await searching.search(self._store, search_text(text, self._country))
        hits = best_hits(hit for hit in matches.hits if self._may_be_hit_by(hit))
        following = hits_after(hits, cursor) if cursor else hits
        shown = following[:first]
        customers = await self._searched(shown, view)
        return SearchPage(
            [(hit, customers[hit.profile]) for hit in shown if hit.profile in customers],
            has_next=len(following) > first,
            more_matches=matches.has_more,
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

    async def _searched(self, hits: Sequence[SearchHit], view: View) -> dict[str, Customer]:
        matches = await profile_matches(self._store, [hit.profile for hit in hits])
        shown = [self._shown(match.profile) if match else None for match in matches]
        customers = {
            hit.profile: Customer(self._reads, profile, view, searched=True)
            for hit, profile in zip(hits, shown, strict=True)
            if profile and (self.caller.rights.sources is None or is_visible_hit(profile, hit))
        }
        within = await asyncio.gather(*(customer.within_consent() for customer in customers.values()))
        return dict(zip(customers, within, strict=True))

    def _shown(self, profile: Profile) -> Profile | None:
        return visible_profile(profile, self.caller.rights)

    def _may_be_found_by(self, profile: Profile, identifier: Identifier) -> bool:
        return self.caller.rights.sources is None or is_found_by(profile, identifier)

    def _may_be_hit_by(self, hit: SearchHit) -> bool:
        """By a part of a value that is masked for the caller nobody is found: else one could guess it bit by bit."""
        return hit.match not in {"email", "phone", "name"} or allows(self.caller.rights.clear, hit.match)

    def _view(self, read: Read, name: str | None) -> View:
        """The view that limits what the caller reads. Raises Forbidden where they may not read it, or not in that
        view."""
        return view_named(decide_read(self.caller, read, name).required().view or None, self.views)


def _readable_id(id: str) -> str:
    cleaned = clean(id)
    if len(cleaned) > _MAX_ID:
        raise InvalidInput(f"the id is longer than {_MAX_ID} characters")
    return cleaned
