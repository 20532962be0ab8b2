"""Requests as Prometheus counts them: by door, by status, by the code of a refusal; each label has few values."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from profile_service.api.telemetry.doors import DOORS
from profile_service.domain.telemetry.durations import BOUNDS
from profile_service.domain.telemetry.request_record import RequestRecord

CODES = frozenset(
    """AUDIT_UNAVAILABLE BAD_REQUEST CALLER_GONE CONFLICT CONTRADICTED CURSOR_AHEAD DEADLINE_PASSED ENDING
    ERASED FORBIDDEN FOREIGN_ORIGIN INTERNAL INVALID_INPUT LEDGER_UNAVAILABLE LOGIN_UNAVAILABLE
    METHOD_NOT_ALLOWED NOT_ACCEPTABLE NOT_FOUND OUTSIDE_VIEW OVERLOADED RATE_LIMITED RESTRICTED STORE_ERROR
    STORE_REJECTED STORE_UNAVAILABLE TOO_LARGE TOO_MANY_TRIES UNAUTHENTICATED UNSUPPORTED_MEDIA_TYPE
    WRONG_HOST""".split()
)
"""The codes of errors; a code that is none of them counts as `OTHER`."""
_PLACES = {"/graphql", "/", "/healthz", "/readyz", "/metrics", "/login", "/logout"}


class RequestMetrics:
    """What comes to the server and what becomes of it, in the registry of its application."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._places = Counter(
            "profile_http_requests", "Requests answered, by address.", ("place", "status"), registry=registry
        )
        self._place_seconds = Histogram(
            "profile_http_request_seconds", "Time to answer.", ("place",), buckets=BOUNDS, registry=registry
        )
        self._requests = Counter(
            "profile_requests", "Requests answered, by door.", ("door", "status_class"), registry=registry
        )
        self._seconds = Histogram(
            "profile_request_seconds", "Time to answer, by door.", ("door",), buckets=BOUNDS, registry=registry
        )
        self._under_way = Gauge("profile_requests_in_flight", "Requests under way.", ("door",), registry=registry)
        self._codes = Counter(
            "profile_error_answers", "Answers with an error, by its code.", ("door", "code"), registry=registry
        )
        for door in DOORS:
            self._under_way.labels(door)

    @contextmanager
    def under_way(self, door: str) -> Iterator[None]:
        with self._under_way.labels(door).track_inprogress():
            yield

    def request_ended(self, record: RequestRecord, path: str, *, is_endless: bool) -> None:
        """`is_endless`: it lasted for as long as its page was open, and its time says nothing."""
        self.operation_ended(record, timed=not is_endless and record.door != "websocket")
        if record.door != "websocket":
            place = path if path in _PLACES else "other"
            self._places.labels(place, str(record.status)).inc()
            if not is_endless:
                self._place_seconds.labels(place).observe(record.seconds)

    def operation_ended(self, record: RequestRecord, *, timed: bool = True) -> None:
        """A request, or an operation over a WebSocket, which has no status of its own."""
        self._requests.labels(record.door, f"{record.status // 100}xx").inc()
        if timed:
            self._seconds.labels(record.door).observe(record.seconds)
        for code in record.codes:
            self._codes.labels(record.door, code if code in CODES else "OTHER").inc()
