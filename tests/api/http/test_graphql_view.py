"""GraphQL over HTTP: who is answered in what form, and what is refused before it costs anything."""

import json

import httpx
import pytest

pytestmark = pytest.mark.anyio
_ASK = {"query": "{ __typename }"}
_ANSWER = {"data": {"__typename": "Query"}}


async def _post(client: httpx.AsyncClient, body: str | bytes, **headers: str) -> tuple[int, str]:
    given = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    response = await client.post("/graphql", content=body, headers=given)
    errors = response.json().get("errors")
    return response.status_code, errors[0]["extensions"]["code"] if errors else "ok"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/graphql-response+json", "application/graphql-response+json"),
        ("application/json;q=0.5, application/graphql-response+json", "application/graphql-response+json"),
        ("application/graphql-response+json;q=0.5, application/json", "application/json"),
        ("text/html, application/*;q=0.8", "application/json"),
    ],
)
async def test_answer_comes_in_the_form_liked_best(lonely: httpx.AsyncClient, accept: str, form: str) -> None:
    response = await lonely.post("/graphql", json=_ASK, headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, f"{form}; charset=utf-8")
    assert response.json() == _ANSWER
    assert response.headers["cache-control"] == "no-store"


async def test_get_asks_too(lonely: httpx.AsyncClient) -> None:
    response = await lonely.get(
        "/graphql", params={"query": "query A($x: Boolean!) { __typename @skip(if: $x) }", "variables": '{"x": false}'}
    )
    assert (response.status_code, response.json()) == (200, _ANSWER)


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ("", (400, "BAD_REQUEST")),
        ("{", (400, "BAD_REQUEST")),
        ("[]", (400, "BAD_REQUEST")),
        ('[{"query": "{ __typename }"}]', (400, "BAD_REQUEST")),
        ("{}", (400, "BAD_REQUEST")),
        ('{"query": 7}', (400, "BAD_REQUEST")),
        ('{"query": "{ __typename }", "variables": [1]}', (400, "BAD_REQUEST")),
        ('{"query": "{ __typename }", "operationName": 7}', (400, "BAD_REQUEST")),
        ('{"query": "{ __typename }", "extensions": "x"}', (400, "BAD_REQUEST")),
        ('{"query": "{ __typename }", "variables": {"x": NaN}}', (400, "BAD_REQUEST")),
        ('{"query": "{ __typename }", "variables": {"x": "\\ud800"}}', (400, "INVALID_INPUT")),
        ('{"query": "{ __typename }", "variables": {"x": ' + "[" * 1_000 + "]" * 1_000 + "}}", (400, "TOO_LARGE")),
        ('{"query": "{ __typename }", "variables": {"x": ' + "9" * 5_000 + "}}", (400, "BAD_REQUEST")),
        (b"\xff\xfe", (400, "BAD_REQUEST")),
        ('{"query": "' + " " * 70_000 + '"}', (413, "TOO_LARGE")),
    ],
    ids=range(15),
)
async def test_what_is_no_question_is_refused(
    lonely: httpx.AsyncClient, body: str | bytes, refused: tuple[int, str]
) -> None:
    assert await _post(lonely, body) == refused


async def test_unknown_members_are_ignored(lonely: httpx.AsyncClient) -> None:
    assert await _post(lonely, json.dumps(_ASK | {"id": "1", "variables": {"unused": 2**70}})) == (200, "ok")


async def test_other_media_and_forms_are_refused(lonely: httpx.AsyncClient) -> None:
    body = json.dumps(_ASK)
    assert await _post(lonely, body, content_type="text/plain") == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert await _post(lonely, body, content_type="application/json; charset=latin-1") == (
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    )
    assert await _post(lonely, body, accept="image/png") == (406, "NOT_ACCEPTABLE")


async def test_mutation_by_get_is_not_allowed(lonely: httpx.AsyncClient) -> None:
    response = await lonely.get("/graphql", params={"query": "mutation { __typename }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    response = await lonely.request("PUT", "/graphql", json=_ASK)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_faulty_question_is_200_or_400_by_its_form(lonely: httpx.AsyncClient) -> None:
    plain = await lonely.post("/graphql", json={"query": "{ nothing }"})
    strict = await lonely.post(
        "/graphql", json={"query": "{ nothing }"}, headers={"accept": "application/graphql-response+json"}
    )
    assert (plain.status_code, strict.status_code) == (200, 400)
    assert plain.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    assert "data" not in strict.json()


async def test_request_id_is_kept_or_made(lonely: httpx.AsyncClient) -> None:
    given = await lonely.post("/graphql", json=_ASK, headers={"x-request-id": "abc-1"})
    odd = await lonely.post("/graphql", json=_ASK, headers={"x-request-id": "a b<script>"})
    assert given.headers["x-request-id"] == "abc-1"
    assert len(odd.headers["x-request-id"]) == 32


async def test_browser_gets_the_page(lonely: httpx.AsyncClient) -> None:
    page = await lonely.get("/graphql", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "profileBy" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "graphql" in (await lonely.get("/")).text


async def test_store_away_is_told_with_a_code(lonely: httpx.AsyncClient) -> None:
    response = await lonely.post("/graphql", json={"query": '{ profile(id: "1") { id } }'})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"], error["path"]) == (
        200, {"code": "STORE_UNAVAILABLE"}, ["profile"],
    )  # fmt: skip
    assert "Traceback" not in response.text


async def test_health_tells_life_from_readiness(lonely: httpx.AsyncClient) -> None:
    alive, ready = await lonely.get("/healthz"), await lonely.get("/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert ready.status_code == 503
    assert ready.json()["status"] == "unavailable"


async def test_ready_where_the_store_answers(client: httpx.AsyncClient) -> None:
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})


async def test_metrics_count_requests_and_statements(client: httpx.AsyncClient) -> None:
    await client.post("/graphql", json={"query": '{ profile(id: "1") { id } }'})
    await client.get("/no/such/place")
    text = (await client.get("/metrics")).text
    assert 'profile_http_requests_total{place="/graphql",status="200"} 1.0' in text
    assert 'profile_http_requests_total{place="other",status="404"} 1.0' in text
    assert 'profile_http_request_seconds_count{place="/graphql"} 1.0' in text
    (statements,) = [line.split()[1] for line in text.splitlines() if line.startswith("profile_store_statements_total")]
    assert float(statements) >= 2
