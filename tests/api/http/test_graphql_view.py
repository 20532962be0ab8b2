"""GraphQL over HTTP: media types of answers, and refusals before anything is executed."""

import json

import httpx
import pytest
from starlette.requests import HTTPConnection
from starlette.types import Message

from profile_service.api.gateway.admission import Admission
from profile_service.api.graphql.cost_limit import MAX_COST
from profile_service.domain.values.errors import Overloaded

pytestmark = pytest.mark.anyio
_QUERY = {"query": "{ __typename }"}
_ANSWER = {"data": {"__typename": "Query"}}


async def _post(client: httpx.AsyncClient, body: str | bytes, **headers: str) -> tuple[int, str]:
    sent = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    response = await client.post("/graphql", content=body, headers=sent)
    errors = response.json().get("errors")
    return response.status_code, errors[0]["extensions"]["code"] if errors else "ok"


@pytest.mark.parametrize(
    ("accept", "media_type"),
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
async def test_answer_has_the_preferred_media_type(storeless: httpx.AsyncClient, accept: str, media_type: str) -> None:
    response = await storeless.post("/graphql", json=_QUERY, headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, f"{media_type}; charset=utf-8")
    assert response.json() == _ANSWER
    assert response.headers["cache-control"] == "no-store"


async def test_get_is_answered(storeless: httpx.AsyncClient) -> None:
    response = await storeless.get(
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
async def test_invalid_requests_are_refused(
    storeless: httpx.AsyncClient, body: str | bytes, refused: tuple[int, str]
) -> None:
    assert await _post(storeless, body) == refused


async def test_unknown_members_are_ignored(storeless: httpx.AsyncClient) -> None:
    assert await _post(storeless, json.dumps(_QUERY | {"id": "1", "variables": {"unused": 2**70}})) == (200, "ok")


async def test_other_media_types_are_refused(storeless: httpx.AsyncClient) -> None:
    body = json.dumps(_QUERY)
    assert await _post(storeless, body, content_type="text/plain") == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert await _post(storeless, body, content_type="application/json; charset=latin-1") == (
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    )
    assert await _post(storeless, body, accept="image/png") == (406, "NOT_ACCEPTABLE")


async def test_mutation_by_get_is_not_allowed(storeless: httpx.AsyncClient) -> None:
    response = await storeless.get("/graphql", params={"query": "mutation { __typename }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    response = await storeless.request("PUT", "/graphql", json=_QUERY)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_invalid_query_is_200_or_400_by_media_type(storeless: httpx.AsyncClient) -> None:
    plain = await storeless.post("/graphql", json={"query": "{ nothing }"})
    strict = await storeless.post(
        "/graphql", json={"query": "{ nothing }"}, headers={"accept": "application/graphql-response+json"}
    )
    assert (plain.status_code, strict.status_code) == (200, 400)
    assert plain.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    assert "data" not in strict.json()


async def test_request_id_is_kept_or_made(storeless: httpx.AsyncClient) -> None:
    plain = await storeless.post("/graphql", json=_QUERY, headers={"x-request-id": "abc-1"})
    odd = await storeless.post("/graphql", json=_QUERY, headers={"x-request-id": "a b<script>"})
    assert plain.headers["x-request-id"] == "abc-1"
    assert len(odd.headers["x-request-id"]) == 32


async def test_browser_gets_graphiql(storeless: httpx.AsyncClient) -> None:
    page = await storeless.get("/graphql", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "profileBy" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "graphql" in (await storeless.get("/")).text


async def test_unreachable_store_has_a_code(storeless: httpx.AsyncClient) -> None:
    response = await storeless.post("/graphql", json={"query": '{ profile(id: "1") { id } }'})
    (error,) = response.json()["errors"]
    assert (response.status_code, response.headers["retry-after"]) == (503, "2")
    assert (error["extensions"], error["path"]) == ({"code": "STORE_UNAVAILABLE"}, ["profile"])
    assert "Traceback" not in response.text


async def test_answer_that_has_some_data_is_no_failure(storeless: httpx.AsyncClient) -> None:
    response = await storeless.post("/graphql", json={"query": '{ __typename profile(id: "1") { id } }'})
    assert (response.status_code, "retry-after" in response.headers) == (200, False)


async def test_cost_is_told_on_demand(storeless: httpx.AsyncClient) -> None:
    asked = {"query": "{ views { name } }", "extensions": {"cost": True}}
    told = (await storeless.post("/graphql", json=asked)).json()
    untold = (await storeless.post("/graphql", json={"query": "{ views { name } }"})).json()
    assert told["extensions"] == {"cost": {"cost": 2, "allowed": MAX_COST}}
    assert told["data"] == untold["data"]
    assert "extensions" not in untold


async def test_read_for_a_client_that_hung_up_is_cut_off(client: httpx.AsyncClient) -> None:
    body = json.dumps({"query": '{ profile(id: "1") { id } }'}).encode()
    arriving: list[Message] = [{"type": "http.request", "body": body}, {"type": "http.disconnect"}]
    sent: list[Message] = []

    async def receive() -> Message:
        return arriving.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "scheme": "http"}
    assert isinstance(client._transport, httpx.ASGITransport)
    await client._transport.app({**scope, "headers": headers, "client": ("192.0.2.1", 5)}, receive, send)
    answer = json.loads(sent[-1]["body"])
    assert answer["errors"][0]["extensions"]["code"] == "CALLER_GONE"
    assert arriving == []


async def test_who_is_turned_away_unread_is_told_when_to_come_again(
    storeless: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turn_away(admission: Admission, connection: HTTPConnection) -> None:
        raise Overloaded(f"{connection.url.path} is asked too much of {type(admission).__name__}", 3)

    monkeypatch.setattr(Admission, "turn_away_insistent", turn_away)
    response = await storeless.post("/graphql", json=_QUERY)
    assert (response.status_code, response.headers["retry-after"]) == (503, "3")
    assert response.json()["errors"][0]["extensions"] == {"code": "OVERLOADED"}
