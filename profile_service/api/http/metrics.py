"""Metrics for Prometheus: requests, their latencies, statements sent to the store."""

import time
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from profile_service.api.gateway.endless import is_endless

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_PLACES = {"/graphql", "/", "/healthz", "/readyz", "/metrics", "/login", "/logout"}


class _Statements(Collector):
    def __init__(self, statements: Callable[[], int]) -> None:
        self._statements = statements

    def collect(self) -> Iterable[Metric]:
        name, about = "profile_store_statements", "Reading statements sent to the store."
        yield CounterMetricFamily(name, about, value=self._statements())


class Metrics:
    """The metrics of one application, in a registry of their own. `statements`: how many the store was sent so far."""

    def __init__(self, statements: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Statements(statements))
        self.requests = Counter(
            "profile_http_requests", "Requests answered.", ("place", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            "profile_http_request_seconds", "Time to answer.", ("place",), buckets=_BUCKETS, registry=self._registry
        )

    def route(self) -> Route:
        async def metrics(_: Request) -> Response:
            return Response(generate_latest(self._registry), media_type="text/plain; version=0.0.4; charset=utf-8")

        return Route("/metrics", metrics)


class MetricsMiddleware:
    """Counts and times HTTP requests; WebSocket connections pass uncounted."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = "500"

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        place = scope["path"] if scope["path"] in _PLACES else "other"
        started = time.perf_counter()
        try:
            await self._app(scope, receive, send_noting_status)
        finally:
            if not is_endless(scope):
                self._metrics.seconds.labels(place).observe(time.perf_counter() - started)
            self._metrics.requests.labels(place, status).inc()
