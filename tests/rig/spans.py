"""Spans of this process as the real SDK of OpenTelemetry hands them to an exporter, kept in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from profile_service.cli.console.trace_export import OtelTracer
from profile_service.domain.telemetry.spans import trace_by


class Spans:
    """The spans that are over."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()

    def all(self) -> list[ReadableSpan]:
        return list(self.exporter.get_finished_spans())

    def named(self, name: str) -> list[ReadableSpan]:
        return [span for span in self.all() if span.name == name]

    def path(self, span: ReadableSpan) -> list[str]:
        """The names from the outermost span to this one."""
        by_id = {each.context.span_id: each for each in self.all() if each.context}
        names = [span.name]
        while span.parent and (parent := by_id.get(span.parent.span_id)):
            names.insert(0, parent.name)
            span = parent
        return names

    def text(self) -> str:
        """All that would be sent of them."""
        return "\n".join(span.to_json() for span in self.all())


@contextmanager
def collected_spans() -> Iterator[Spans]:
    """The spans that this process makes within the block."""
    spans = Spans()
    tracer = OtelTracer(SimpleSpanProcessor(spans.exporter))
    trace_by(tracer)
    try:
        yield spans
    finally:
        trace_by(None)
        tracer.close()
