"""The outermost layer of the application: every request gets its id and its record, and is counted, timed and logged
when it is over."""

from contextlib import AbstractContextManager

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from profile_service.api.gateway.endless import is_endless
from profile_service.api.gateway.request_ids import accepted_id
from profile_service.api.telemetry.doors import door_of
from profile_service.api.telemetry.request_log import log_request
from profile_service.api.telemetry.request_metrics import RequestMetrics
from profile_service.domain.telemetry.request_record import RequestRecord, recorded
from profile_service.domain.telemetry.spans import note_in_span, span, trace_id, tracer

_FAILED = 500
_REFUSED_HANDSHAKE = 403


class RequestWatch:
    """HTTP requests and WebSocket connections; what is asked over one of these has records of its own."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        record = RequestRecord(accepted_id(headers.get("x-request-id", "")), door_of(scope), status=_FAILED)
        with recorded(record), self._metrics.under_way(record.door), _request_span(record, headers):
            record.trace = trace_id()
            try:
                await self._app(scope, receive, _noting_status(record, send))
            finally:
                record.end()
                note_in_span({"http.response.status_code": record.status})
                self._metrics.request_ended(record, scope["path"], is_endless=is_endless(scope))
                log_request(record)


def _noting_status(record: RequestRecord, send: Send) -> Send:
    async def noting(message: Message) -> None:
        kind = message["type"]
        if kind in {"http.response.start", "websocket.http.response.start"}:
            record.status = message["status"]
            message.setdefault("headers", [])
            MutableHeaders(scope=message).setdefault("x-request-id", record.id)
        elif kind == "websocket.accept":
            record.status = 101
        elif kind == "websocket.close" and record.status == _FAILED:
            record.status = _REFUSED_HANDSHAKE
        await send(message)

    return noting


def _request_span(record: RequestRecord, headers: Headers) -> AbstractContextManager[object]:
    """The first span of the trace, or the next one of a trace that the caller began."""
    tracing = tracer()
    if tracing is None:
        return span("")
    return tracing.request_span(f"request {record.door}", headers)
