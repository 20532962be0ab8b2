"""Spans of traces: what begins and ends within a request or a load. Without a tracer, which is usual, nothing is made
of them."""

from collections.abc import Coroutine, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeAlias, TypeVar

Outcome = TypeVar("Outcome")
SpanValues: TypeAlias = Mapping[str, str | int]
"""Name → value of what is known when a span begins; never values of customers or callers."""


class Tracer(Protocol):
    """`headers` are those of a request, of which it takes `traceparent`."""

    def span(self, name: str, values: SpanValues) -> AbstractContextManager[object]: ...

    def request_span(self, name: str, headers: Mapping[str, str]) -> AbstractContextManager[object]: ...

    def trace_id(self) -> str:
        """Of the span that is current, in hexadecimal; empty outside of one."""

    def note(self, values: SpanValues) -> None:
        """Add values to the span that is current."""

    def outgoing_headers(self) -> dict[str, str]:
        """The headers that hand the trace on to another service."""


class _Switch:
    """As with loggers, whoever has something to tell reaches it by this module, and the start of a process decides
    whether anybody listens."""

    tracer: Tracer | None = None


_switch = _Switch()
_NO_SPAN: AbstractContextManager[object] = nullcontext()
_NO_VALUES: SpanValues = {}


def trace_by(tracer: Tracer | None) -> None:
    """Give all spans of this process to the tracer from now on; None: to nobody."""
    _switch.tracer = tracer


def tracer() -> Tracer | None:
    """The tracer; None where nobody listens."""
    return _switch.tracer


def span(name: str, values: SpanValues = _NO_VALUES) -> AbstractContextManager[object]:
    """A span around the block, within the current one."""
    return _NO_SPAN if _switch.tracer is None else _switch.tracer.span(name, values)


async def within_span(name: str, values: SpanValues, work: Coroutine[None, None, Outcome]) -> Outcome:
    """What the work returns or raises, with a span around it."""
    with span(name, values):
        return await work


def note_in_span(values: SpanValues) -> None:
    """Add values to the current span, where there is one."""
    if _switch.tracer is not None:
        _switch.tracer.note(values)


def trace_id() -> str:
    """Of the current span; empty where there is none."""
    return "" if _switch.tracer is None else _switch.tracer.trace_id()


def outgoing_headers() -> dict[str, str]:
    """The headers by which another service takes up the trace; none where nobody listens."""
    return {} if _switch.tracer is None else _switch.tracer.outgoing_headers()
