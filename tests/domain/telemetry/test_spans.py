"""Spans: one within the other, and the headers by which another service takes them up."""

from profile_service.domain.telemetry.spans import note_in_span, outgoing_headers, span, trace_id
from tests.rig.spans import collected_spans


def test_span_hands_its_trace_on() -> None:
    with collected_spans() as spans, span("load"), span("load batch", {"profile.rows": 3}):
        note_in_span({"profile.cost": 4})
        id, headers = trace_id(), outgoing_headers()
    (batch,) = spans.named("load batch")
    assert batch.context
    assert spans.path(batch) == ["load", "load batch"]
    assert dict(batch.attributes or {}) == {"profile.rows": 3, "profile.cost": 4}
    assert headers.keys() == {"traceparent"}
    assert headers["traceparent"].startswith(f"00-{id}-{batch.context.span_id:016x}-")


def test_nobody_listens_and_nothing_is_made() -> None:
    with span("load") as made:
        note_in_span({"profile.cost": 4})
        assert (made, trace_id(), outgoing_headers()) == (None, "", {})
