"""The reads of one request: a customer by id or by identifier, customers by search, and who reads all else."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.access.masks import masks_of
from profile_service.domain.profile.views import View
from profile_service.domain.search.hits import SearchHit, hits_after
from profile_service.domain.search.number_readings import PhoneCountries
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.domain.values.cursors import check_first
from profile_service.domain.values.errors import (
    ProfileCandidate,
    SharedIdentifier,
)
from profile_service.domain.values.identifiers import Identifier, identifier
from profile_service.domain.values.text import readable_id
from profile_service.service.access.erased_ids import require_not_erased
from profile_service.service.audit.audited_acts import NOT_AUDITED, AuditedActs
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.operations.access_list import AccessList
from profile_service.service.operations.load_run_reader import LoadRunReader
from profile_service.service.operations.store_health import HealthReader
from profile_service.service.profile.batched_reads import BatchedReads
from profile_service.service.profile.change_feed import ChangeFeed
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.decision_list import DecisionList
from profile_service.service.profile.explain import Explainer
from profile_service.service.profile.readers.event_reader import EventReader
from profile_service.service.profile.readers.many_profiles import ManyProfiles
from profile_service.service.profile.readers.visible_customers import VisibleCustomers, within_consent
from profile_service.service.profile.reading_basis import ReadingBasis
from profile_service.service.search.customer_search import find_hits
from profile_service.service.search.visible_matches import visible_match
from profile_service.store.engine.store import Store
from profile_service.store.profile.current_versions import current_version
from profile_service.store.profile.profiles import holders_of, profile_matches

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

    `many` finds customers by a list; `events`, one event; `reasons` explains who is who; `decisions` lists those of
    stewards; `feed` lists what changed; `access`, who may do what; `health`, how the store is; `load_runs`, what was
    loaded. `acts`: where it is noted who is shown. `abandon` ends what is still being read.
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
        self.load_runs = LoadRunReader(store, caller)
        self.rules, self.views, self.basis_mark = basis.rules, basis.views, (basis.version_base, basis.rules_since)
        self._calling_codes, self._sources = basis.calling_codes, basis.sources
        self._reads = BatchedReads(store, basis, caller.rights, self.masks, acts)
        self.abandon = self._reads.abandon
        self._visible = VisibleCustomers(self._reads, caller, basis.views, self.masks)
        self.many = ManyProfiles(store, self._reads, self._visible, acts, country)
        self.events = EventReader(store, self._reads, self._visible, caller, acts)
        self.shown: list[tuple[str | Identifier, Customer]] = []
        self.current_version = partial(current_version, store)

    async def customer(self, id: str, view: str | None = None) -> Customer | None:
        """The customer of a profile id, also of one that was merged away; None where there never was one. Raises Erased
        where the customer was erased."""
        chosen_view = self._visible.view("profiles", view)
        readable = readable_id(id)
        shown = await self._visible.profile(readable, chosen_view)
        if shown is None:
            await require_not_erased(self._store.read, self._store.secret, [readable])
        self.acts.shows("profile", [shown.id] if shown else [], chosen_view)
        return await self._one(readable, Customer(self._reads, shown, chosen_view, readable)) if shown else None

    async def customer_by(self, type: str, value: str, view: str | None = None) -> Customer | None:
        """The customer who holds the identifier, which is normalised here. Raises SharedIdentifier where several
        hold it."""
        chosen_view = self._visible.view("profiles", view)
        asked = self.identifier(type, value)
        match = await self._reads.profiles_for(chosen_view).load(asked)
        shown = self._visible.found_by(match, asked)
        if match is not None and shown is not None and match.shared > 1:
            candidates = await self._candidates(asked, chosen_view)
            self.acts.refuses("profileBy", SharedIdentifier.code, [candidate.id for candidate in candidates])
            raise SharedIdentifier(self._visible.shared_text(match), candidates)
        self.acts.shows("profileBy", [shown.id] if shown else [], chosen_view)
        return await self._one(asked, Customer(self._reads, shown, chosen_view)) if shown else None

    async def _one(self, asked: str | Identifier, customer: Customer) -> Customer:
        self.shown.append((asked, customer))
        return await customer.within_consent()

    async def all_ids(self, id: str) -> frozenset[str]:
        """The ids that a profile has and had, with the one that is asked for, whoever it was."""
        profile = await self._visible.profile(readable_id(id))
        return frozenset({id} if profile is None else {id, profile.id, *profile.former_ids})

    async def hides(self, id: str) -> bool:
        """Whether the caller, whose sources are limited, may know nothing of the profile; costs a read for those
        alone."""
        return self.caller.rights.sources is not None and await self._visible.profile(readable_id(id)) is None

    async def node(self, id: str) -> "Customer | LoadRun | None":
        """The customer or the load run of an id, as far as the caller may read either."""
        may_read_profiles, may_read_runs = (decide_read(self.caller, read) for read in ("profiles", "load_runs"))
        if may_read_profiles.allowed or not may_read_runs.allowed:
            customer = await self.customer(id)
            if customer or not may_read_runs.allowed:
                return customer
        return await self.load_runs.one(id)

    def identifier(self, type: str, value: str) -> Identifier:
        """Normalised as loading does it. Raises InvalidInput."""
        return identifier(type, value, self._country)

    async def search(self, text: str, first: int, cursor: str | None, view: str | None = None) -> SearchPage:
        """Customers by any text about them, the surest match first; a match may be of what the view does not show."""
        check_first(first)
        view_shown, first = self._visible.view("search", view), self.caller.rights.page(first)
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
        shown = [self._visible.shown_or_none(match.profile) if match else None for match in matches]
        customers = {
            id: Customer(self._reads, profile, view, searched=True)
            for id, profile in zip(ids, shown, strict=True)
            if profile
        }
        return dict(zip(customers, await within_consent(customers.values()), strict=True))
