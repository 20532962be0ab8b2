"""`/metrics`: the figures of one application in the form of Prometheus."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from profile_service.api.gateway.admission import Admission
from profile_service.api.telemetry.admission_metrics import AdmissionMetrics
from profile_service.api.telemetry.request_metrics import RequestMetrics
from profile_service.api.telemetry.service_metrics import ServiceMetrics, ServiceParts
from profile_service.api.telemetry.store_metrics import StoreMetrics
from profile_service.api.telemetry.worker_sums import WorkerSums
from profile_service.domain.telemetry.store_calls import StoreCalls
from profile_service.service.access.periodic import repeated
from profile_service.service.operations.store_figures import StoreFigures
from profile_service.service.workers.worker_board import WorkerSeat

_TELL_SECONDS = 1.0


class Metrics:
    """In a registry of its own, so that several applications in one process do not add up. `figures`: of the store, as
    they were a few seconds ago; None where it does not answer. With a `seat`, they are those of all workers."""

    def __init__(
        self,
        calls: Callable[[], Sequence[StoreCalls]],
        admission: Admission,
        parts: ServiceParts,
        figures: Callable[[], Awaitable[StoreFigures | None]],
        seat: WorkerSeat | None = None,
    ) -> None:
        self._registry = CollectorRegistry()
        self._seat = seat
        self._figures = figures
        self._service = ServiceMetrics(parts)
        self.requests = RequestMetrics(self._registry)
        self.lag = self._service.lag
        for collector in (StoreMetrics(calls), AdmissionMetrics(admission), self._service):
            self._registry.register(collector)
        ProcessCollector(registry=self._registry)

    def add(self, collector: Collector) -> None:
        """Show the figures of a further part."""
        self._registry.register(collector)

    @asynccontextmanager
    async def told(self) -> AsyncIterator[None]:
        """Tell the other workers every second within the block, and at its end, what was counted here."""
        if self._seat is None:
            yield
            return
        async with repeated(self._tell, lambda: _TELL_SECONDS):
            yield
        await self._tell()

    async def _tell(self) -> None:
        if self._seat:
            WorkerSums(self._registry.collect(), self._seat).tell()

    def route(self) -> Route:
        async def metrics(_: Request) -> Response:
            self._service.figures = await self._figures()
            await self._tell()  # what was shown is not lost with a worker that is killed
            whole = WorkerSums(self._registry.collect(), self._seat) if self._seat else self._registry
            text = generate_latest(whole)
            return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

        return Route("/metrics", metrics)
