"""Traces by OpenTelemetry, sent to a collector by OTLP over HTTP. Imported only where PROFILE_TRACES names one: the
packages are those of the extra `otel`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode, format_trace_id, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from profile_service import __version__
from profile_service.domain.telemetry.spans import SpanValues, trace_by
from profile_service.domain.values.errors import ProfileError

_PARENT = "traceparent"


class OtelTracer:
    """Spans of one process, each handed to the processor at its end. Of an error they have the code, or the class, and
    no text."""

    def __init__(self, processor: SpanProcessor) -> None:
        resource = Resource.create({"service.name": "profile-service", "service.version": __version__})
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("profile_service", __version__)
        self._propagator = TraceContextTextMapPropagator()

    def span(self, name: str, values: SpanValues) -> AbstractContextManager[object]:
        return self._span(name, values, SpanKind.CLIENT if name.startswith("store ") else SpanKind.INTERNAL, None)

    def request_span(self, name: str, headers: Mapping[str, str]) -> AbstractContextManager[object]:
        """Of the headers of the trace only the one with ids is taken: the other may hold any text."""
        parent = self._propagator.extract({_PARENT: headers.get(_PARENT, "")})
        return self._span(name, {}, SpanKind.SERVER, parent)

    def trace_id(self) -> str:
        return format_trace_id(get_current_span().get_span_context().trace_id)

    def note(self, values: SpanValues) -> None:
        get_current_span().set_attributes(dict(values))

    def outgoing_headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        self._propagator.inject(headers)
        return headers

    def close(self) -> None:
        """Hand on what is left, and end."""
        self._provider.shutdown()

    @contextmanager
    def _span(self, name: str, values: SpanValues, kind: SpanKind, parent: Context | None) -> Iterator[None]:
        with self._tracer.start_as_current_span(
            name, parent, kind, dict(values), record_exception=False, set_status_on_exception=False
        ) as current:
            try:
                yield
            except BaseException as error:
                current.set_attribute(
                    "error.type", error.code if isinstance(error, ProfileError) else type(error).__name__
                )
                current.set_status(Status(StatusCode.ERROR))
                raise


def start_tracing(collector: str) -> Callable[[], None]:
    """Send the spans of this process to the collector from now on; returns what ends it."""
    tracer = OtelTracer(BatchSpanProcessor(OTLPSpanExporter(f"{collector}/v1/traces", timeout=5)))
    trace_by(tracer)

    def stop() -> None:
        trace_by(None)
        tracer.close()

    return stop
