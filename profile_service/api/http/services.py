"""The services of the HTTP application, built over the store that it opens."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from starlette.applications import Starlette

from profile_service.api.gateway.side_loop import SideLoop, side_loop
from profile_service.api.login.routes import Door
from profile_service.api.telemetry.service_metrics import ServiceParts
from profile_service.api.types.values.admission import Admit
from profile_service.api.types.values.request import Request, Result
from profile_service.domain.access.caller import UNKNOWN, Caller
from profile_service.domain.access.rights import NOTHING
from profile_service.domain.audit.entries import Asker
from profile_service.domain.audit.entries import Door as AuditDoor
from profile_service.domain.telemetry.store_calls import StoreCalls
from profile_service.domain.values.errors import AuditUnavailable, StoreUnavailable, Unauthenticated
from profile_service.service.access.addresses import is_loopback
from profile_service.service.access.credentials import Credentials
from profile_service.service.access.current_keys import CurrentKeys
from profile_service.service.access.current_sessions import CurrentSessions
from profile_service.service.access.issuer_logins import IssuerLogins
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.login_events import LoginEvent, log_login
from profile_service.service.access.login_tries import LoginTries, SharedTries
from profile_service.service.access.logins import Logins, LoginTerms
from profile_service.service.audiences.segment_desk import AudienceTables, SegmentDesk
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.audit.places import audit_place
from profile_service.service.audit.reader import AuditReader
from profile_service.service.audit.trail import AuditTrail
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.segments import segments_with_own
from profile_service.service.declared.views import views_with_own
from profile_service.service.diagnosis.doctor import Doctor
from profile_service.service.ingestion.run_locks import stopped
from profile_service.service.journeys.journey_desk import JourneyDesk
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.service.metrics.metric_desk import MetricDesk
from profile_service.service.operations.store_figures import FiguresWatch, StoreFigures
from profile_service.service.privacy.person_export import ExportSources, PersonExport, person_export
from profile_service.service.privacy.privacy_desk import PrivacyDesk, PrivacyPlace
from profile_service.service.privacy.replay import catch_up
from profile_service.service.profile.customer_watch import CustomerWatch
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.profile.readiness import NOT_OPEN, Readiness, ReadinessWatch, Surroundings, no_trouble
from profile_service.service.profile.reading_basis import BasisWatch
from profile_service.service.profile.warm_up import warmed
from profile_service.service.recommendations.customer_purchases import CustomerPurchases
from profile_service.service.recommendations.recommender import Recommender
from profile_service.service.stewardship.run_undos import RunUndos
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.service.workers.worker_board import WorkerSeat
from profile_service.settings import Settings
from profile_service.store.engine.open_store import open_store
from profile_service.store.engine.store import Store

StoreOpener: TypeAlias = Callable[[Settings], AbstractAsyncContextManager[Store]]

_NOT_OPEN = "the store is not open yet; start the application before asking it"


class Services:
    """The services over the store while the application runs; before and after, requests are answered with
    STORE_UNAVAILABLE. `seat`: of the worker, where the server has several."""

    def __init__(self, settings: Settings, seat: WorkerSeat | None = None) -> None:
        self._settings = settings
        self._tries = LoginTries(SharedTries(seat.board.rows) if seat else None)
        self._views = views_with_own(settings.views)
        self._segments = segments_with_own(settings.segments)
        self._declared = declared_access(settings.access, self._views)
        self._is_stopped = partial(stopped, settings.data_dir)
        self._place = audit_place(settings, self._declared)
        self._privacy = PrivacyPlace(settings)
        self._trail: AuditTrail | None = None
        self._door: Door | None = None
        self.store: Store | None = None
        self.watch: BasisWatch | None = None
        self._customers: CustomerWatch | None = None
        self._readiness: ReadinessWatch | None = None
        self._side: SideLoop | None = None
        self._side_store: Store | None = None
        self._undos: RunUndos | None = None
        self._figures: FiguresWatch | None = None
        self._facts: CustomerFacts | None = None
        self._audiences: AudienceTables | None = None
        self._purchases: CustomerPurchases | None = None

    def lifespan(
        self, opening: StoreOpener, beside: Iterable[Callable[[], AbstractAsyncContextManager[None]]]
    ) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
        """What opens the store when the application starts, runs what is `beside` it, and closes all at its end."""

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            async with AsyncExitStack() as stack:
                store = await stack.enter_async_context(opening(self._settings))
                await stack.enter_async_context(self._serving(store))
                for running in beside:
                    await stack.enter_async_context(running())
                yield

        return lifespan

    @asynccontextmanager
    async def _serving(self, store: Store) -> AsyncIterator[None]:
        """Answer requests from this store within the block."""
        watch, keys = BasisWatch(store, self._views), CurrentKeys(store)
        sessions = CurrentSessions(store, self._settings.session_idle)
        async with AsyncExitStack() as stack:
            customers = CustomerWatch(store)
            for fresh in (watch, keys, sessions, customers):
                await stack.enter_async_context(fresh.keeping_fresh())
            await stack.enter_async_context(self._audit())
            await stack.enter_async_context(self._beside(store))
            await stack.enter_async_context(self._watching(store))
            self._undos = RunUndos(store, self._done_beside, self._settings.batch_rows, self._is_stopped)
            await stack.enter_async_context(self._undos.going_on())
            await stack.enter_async_context(self._privacy.under_way.going_on())
            self.store, self.watch, self._customers = store, watch, customers
            self._figures = FiguresWatch(store, self._is_stopped)
            self._facts = CustomerFacts(store)
            stack.push_async_callback(self._facts.close)
            self._audiences = AudienceTables(store, self._facts)
            stack.push_async_callback(self._audiences.close)
            self._purchases = CustomerPurchases(store)
            stack.push_async_callback(self._purchases.close)
            self._door = self._opened(keys, sessions)
            yield

    @asynccontextmanager
    async def _watching(self, store: Store) -> AsyncIterator[None]:
        probe = store.probe()
        trouble = self._trail.trouble if self._trail else no_trouble
        around = Surroundings(trouble, partial(self._note_away, store), partial(self._reconnect, store))
        self._readiness = ReadinessWatch(probe, around)
        try:
            async with self._readiness.keeping_fresh():
                yield
        finally:
            await probe.close()

    def _note_away(self, store: Store, reason: str | None) -> None:
        store.away = reason
        if self._side_store:
            self._side_store.away = reason

    async def _reconnect(self, store: Store) -> None:
        await store.reconnect()
        if self._side and self._side_store:
            await self._side.run(self._side_store.reconnect())

    @asynccontextmanager
    async def _beside(self, store: Store) -> AsyncIterator[None]:
        """Have dear questions answered beside the server's loop, by connections of their own."""
        async with side_loop() as self._side:
            self._side_store = await self._side.run(_probe(store))
            try:
                yield
            finally:
                await self._side.run(self._side_store.close())

    def _opened(self, keys: CurrentKeys, sessions: CurrentSessions) -> Door:
        settings, declared = self._settings, self._declared
        place = KeySecretPlace(settings.access_secret, settings.data_dir)
        credentials = Credentials(keys, sessions, place, declared, only_local=is_loopback(settings.host))
        return Door(
            credentials,
            Logins(place, declared, sessions, LoginTerms(settings.session_hours, self._note_login, self._tries)),
            IssuerLogins(declared, credentials.tokens, place, settings.login_secret),
        )

    def request(self, id: str, caller: Caller, admit: Admit, door: AuditDoor = "graphql") -> Request:
        if self.store is None or self.watch is None:
            raise StoreUnavailable(_NOT_OPEN)
        if self._readiness:
            self._readiness.require_whole()
        acts, basis = self.acts(caller, door), self.watch.basis

        def on(store: Store) -> Request:
            reader = ProfileReader(store, self._settings.country, basis, caller, acts)
            stewardship = Stewardship(store, caller, acts, self._undos, reader.masks)
            return Request(
                id,
                reader,
                stewardship,
                AuditReader(self._place, caller, acts),
                doctor=Doctor(self._settings, store, caller, acts),
                declared=self._declared,
                is_stopped=self._is_stopped,
                privacy=PrivacyDesk(self._privacy, store, caller, acts),
                metrics=MetricDesk(self._audiences.facts, self._audiences.events, caller, acts)
                if self._audiences
                else None,
                journeys=JourneyDesk(self._audiences.events, caller, acts) if self._audiences else None,
                segments=SegmentDesk(self._audiences, self._segments, self._views, caller, acts)
                if self._audiences
                else None,
                recommender=Recommender(store, self._purchases) if self._purchases else None,
            )

        return replace(on(self.store), admit=admit, aside=partial(self._aside, on))

    async def _aside(
        self, on: Callable[[Store], Request], work: Callable[[Request], Coroutine[None, None, Result]]
    ) -> Result:
        return await self._done_beside(lambda side: work(on(side)))

    async def _done_beside(self, work: Callable[[Store], Coroutine[Any, Any, Result]]) -> Result:
        """What the work returns or raises, done beside the server's loop with a store of its own."""
        store, side, loop = self.store, self._side_store, self._side
        if store is None or side is None or loop is None:
            raise StoreUnavailable(_NOT_OPEN)
        await loop.run(side.connections.catch_up(await store.connections.bookmarks()))
        return await loop.run(work(side))

    async def person_export(self, id: str) -> PersonExport | None:
        """All that is kept of the customer with this id; None where there is none."""
        if self.store is None or self.watch is None:
            raise StoreUnavailable(_NOT_OPEN)
        # Whoever may take it out gets all of it, whatever their view; what was taken out is noted by who asks.
        customer = await ProfileReader(self.store, self._settings.country, self.watch.basis).customer(id)
        sources = ExportSources(self.store, self._place, self._settings.export_staff)
        return await person_export(sources, customer) if customer else None

    def acts(self, caller: Caller, door: AuditDoor = "graphql") -> AuditedActs:
        """Where it is noted what the caller does. Raises AuditUnavailable where the audit is off and the caller holds a
        key: it was made since the start."""
        if self._trail is None and caller.kind not in {"local", "unknown"}:
            raise AuditUnavailable("PROFILE_AUDIT is off, and access is configured: start the server again without it")
        return AuditedActs(self._trail, Asker.of(caller, door))

    async def _note_login(self, event: LoginEvent) -> None:
        """Log a login, a refusal or a logout, and keep it in the audit, with the name of whom it is known."""
        await log_login(event)
        caller = Caller(event.name, event.role or "", NOTHING, kind="user") if event.name else UNKNOWN
        acts = AuditedActs(self._trail, Asker.of(caller, "login"))
        if event.kind == "logout":
            await acts.logs_in("logout")
        else:
            await acts.logs_in("login", Unauthenticated.code if event.kind == "refusal" else None)

    @asynccontextmanager
    async def _audit(self) -> AsyncIterator[None]:
        if self._place is None:
            yield
            return
        async with AuditTrail(self._place).kept_on_disk() as self._trail:
            yield

    def door(self) -> Door:
        if self._door is None:
            raise StoreUnavailable(_NOT_OPEN)
        return self._door

    def watching(self, id: str, tell: Callable[[], None]) -> AbstractAsyncContextManager[None]:
        if self._customers is None:
            raise StoreUnavailable(_NOT_OPEN)
        return self._customers.watching(id, tell)

    def calls(self) -> list[StoreCalls]:
        """What was asked of the store, by each of its connections."""
        return [store.calls for store in (self.store, self._side_store) if store]

    def parts(self, streams: Callable[[], int]) -> ServiceParts:
        """What the metrics are asked of. `streams`: how many pages are open that are told of changes."""
        return ServiceParts(
            is_up=lambda: self.readiness().why_not_ready is None,
            engine=lambda: self.store.engine if self.store else "",
            audit=lambda: self._trail,
            streams=streams,
            seconds_behind=lambda: self._customers.seconds_behind if self._customers and streams() else 0.0,
            data_dir=self._settings.data_dir,
        )

    async def figures(self) -> StoreFigures | None:
        return await self._figures.latest() if self._figures else None

    def readiness(self) -> Readiness:
        return self._readiness.readiness() if self._readiness else Readiness(NOT_OPEN)


async def _probe(store: Store) -> Store:
    return store.probe()


@asynccontextmanager
async def open_warm(settings: Settings) -> AsyncIterator[Store]:
    """The store that the settings name, with its caches warm; nobody is in it whom its ledger says to be erased."""
    async with open_store(settings) as store:
        await catch_up(store, settings)
        async with warmed(store):
            yield store
