"""Traces: from the request over the operation and its groups of reads to each statement, with names and no values."""

from collections.abc import Iterator

import httpx
import pytest

from profile_service.domain.telemetry.spans import tracer
from profile_service.store.engine.store import Store
from tests.rig.people import bought, load, record
from tests.rig.spans import Spans, collected_spans

pytestmark = pytest.mark.anyio
_WORD = "zebulonquux"
_EMAIL = f"{_WORD}@shop.org"
_LOOKUP = f"""query {_WORD} {{ profileBy(identifier: {{type: "email", value: "{_EMAIL}"}}) {{
  {_WORD}: email {{ value }} timeline(first: 2) {{ nodes {{ key }} }} }} }}"""
_PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def spans() -> Iterator[Spans]:
    with collected_spans() as collected:
        yield collected


@pytest.fixture
async def loaded(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    await load(store, record("shop:1", ("email", _EMAIL), name=f"Ann {_WORD}"), bought("o1", "shop:1", "2026-11-20"))
    return client


async def test_statement_stands_under_its_group_operation_and_request(
    store: Store, loaded: httpx.AsyncClient, spans: Spans
) -> None:
    await loaded.post("/graphql", json={"query": _LOOKUP})
    (statement,) = spans.named("store profile.profiles.profile_matches")
    assert spans.path(statement) == [
        "request graphql", "operation", "read profile_matches", "store profile.profiles.profile_matches"
    ]  # fmt: skip
    assert dict(statement.attributes or {}) == {
        "db.system": store.engine, "db.operation.name": "profile.profiles.profile_matches"
    }  # fmt: skip
    (operation,) = spans.named("operation")
    assert dict(operation.attributes or {})["graphql.operation"] == "profileBy"
    (request,) = spans.named("request graphql")
    assert dict(request.attributes or {}) == {"http.response.status_code": 200}
    events = [span for span in spans.all() if span.name.startswith("store profile.timelines")]
    assert [spans.path(span)[1:3] for span in events] == [["operation", "read events_of_each"]]


async def test_no_word_of_a_caller_is_in_any_span(loaded: httpx.AsyncClient, spans: Spans) -> None:
    for question in (_LOOKUP, f"{{ {_WORD} }}", f"query {_WORD} {{ profile(id: 3) {{ {_WORD} }} }}"):
        headers = {"tracestate": f"a={_WORD}", "traceparent": _PARENT, "x-request-id": _WORD, "baggage": f"a={_WORD}"}
        await loaded.post("/graphql", json={"query": question, "operationName": _WORD}, headers=headers)
    await loaded.get(f"/customer/{_WORD}?{_WORD}={_WORD}")
    assert len(spans.named("request graphql")) == 3
    assert _WORD not in spans.text().lower()


async def test_trace_of_the_caller_is_gone_on_with(loaded: httpx.AsyncClient, spans: Spans) -> None:
    await loaded.post("/graphql", json={"query": _LOOKUP}, headers={"traceparent": _PARENT})
    await loaded.post("/graphql", json={"query": _LOOKUP}, headers={"traceparent": "00-zz-zz-01"})
    first, second = spans.named("request graphql")
    assert first.context
    assert first.parent
    assert (f"{first.context.trace_id:032x}", f"{first.parent.span_id:016x}") == tuple(_PARENT.split("-")[1:3])
    assert second.parent is None


async def test_dear_question_is_traced_across_threads(loaded: httpx.AsyncClient, spans: Spans) -> None:
    ids = ", ".join(f'"{number}"' for number in range(60))
    question = f"{{ profiles(ids: [{ids}]) {{ profile {{ context {{ risks {{ kind }} }} }} }} }}"
    answer = await loaded.post("/graphql", json={"query": question})
    assert "errors" not in answer.json()
    statements = [span for span in spans.all() if span.name == "store profile.profiles.profile_matches"]
    assert statements
    assert {spans.path(span)[0] for span in statements} == {"request graphql"}


async def test_error_has_its_code_and_no_text(storeless: httpx.AsyncClient, spans: Spans) -> None:
    await storeless.post("/graphql", json={"query": _LOOKUP})
    failed = [span for span in spans.all() if span.name.startswith("store profile")]
    assert failed
    assert {dict(span.attributes or {})["error.type"] for span in failed} == {"STORE_UNAVAILABLE"}
    assert [event for span in spans.all() for event in span.events] == []


async def test_without_a_collector_there_is_no_span(loaded: httpx.AsyncClient) -> None:
    assert tracer() is None
    assert (await loaded.post("/graphql", json={"query": _LOOKUP})).status_code == 200
