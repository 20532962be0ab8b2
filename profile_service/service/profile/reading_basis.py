"""What customers are shown by: the rules in force, the views, and how often the store's customers order again."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from profile_service.domain.profile.profiles import Profile
from profile_service.domain.profile.repurchase import RepurchaseTable
from profile_service.domain.profile.views import View
from profile_service.domain.resolution.rules import Rules
from profile_service.service.access.periodic import repeated
from profile_service.service.declared.identity_rules import packaged_rules
from profile_service.service.declared.views import views
from profile_service.service.profile.orders.repurchases import repurchases
from profile_service.service.resolution.rules_in_force import active_rules
from profile_service.store.engine.store import Store
from profile_service.store.search.calling_codes import calling_codes
from profile_service.store.search.record_sources import record_sources

_SECONDS = 10.0


@dataclass(frozen=True)
class ReadingBasis:
    """`repurchases`: None where nobody counted them yet, so that nothing can be said of who leaves. `version_base`:
    what is added to the stored versions of profiles, for these show something else since the rules are in force;
    `rules_since`: when that began (fixed-width UTC text), empty for the rules of the package.
    `calling_codes`: those of the phones in the store, by which a search reads national numbers; `sources`: those of the
    records in the store, in which a number may be a record's own id."""

    rules: Rules
    repurchases: RepurchaseTable | None = None
    views: Mapping[str, View] = field(default_factory=views)
    version_base: int = 0
    rules_since: str = ""
    calling_codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def dated(self, profile: Profile) -> Profile:
        """The profile with the version and the time of what it shows by these rules."""
        if not self.version_base:
            return profile
        version, at = profile.version + self.version_base, max(profile.updated_at, self.rules_since)
        return replace(profile, version=version, updated_at=at)


async def reading_basis(store: Store, declared: Mapping[str, View] | None = None) -> ReadingBasis:
    """The basis as the store has it, with the declared views, else the packaged ones. Raises StoreError where the store
    cannot answer."""
    active = await active_rules(store)
    counted, codes = await repurchases(store), await calling_codes(store)
    sources = await record_sources(store)
    return ReadingBasis(active.rules, counted, declared or views(), active.version_base, active.since, codes, sources)


class BasisWatch:
    """The basis, looked up again every few seconds: writers learn of new rules within their transaction, readers may be
    a few seconds late."""

    def __init__(self, store: Store, declared: Mapping[str, View]) -> None:
        self.basis = ReadingBasis(packaged_rules(), views=declared)
        self._store = store

    async def refresh(self) -> None:
        """Raises StoreError where the store cannot answer."""
        self.basis = await reading_basis(self._store, self.basis.views)

    @asynccontextmanager
    async def keeping_fresh(self) -> AsyncIterator[None]:
        """Refresh the basis every few seconds within the block; where the store is away, the last one stays."""
        async with repeated(self.refresh, lambda: _SECONDS):
            yield
