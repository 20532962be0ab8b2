"""Pages of others: what a browser sends for them reaches nothing, by POST, GET or WebSocket."""

import json

import httpx
import pytest
import websockets

pytestmark = pytest.mark.anyio
_QUERY = {"query": "{ __typename }"}
_LOCK = 'mutation { lock(input: {profile: "x", reason: "r"}) { profiles { id } } }'
_REBOUND = {"host": "other.example:8000", "origin": "http://other.example:8000", "sec-fetch-site": "same-origin"}
_FOREIGN = {"origin": "https://other.example", "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
_IMAGE = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
_FRAME = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
_SANDBOX = {"origin": "null", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
_LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def _said(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize("query", [_QUERY["query"], _LOCK], ids=["query", "mutation"])
async def test_rebound_name_reaches_nothing(storeless: httpx.AsyncClient, query: str) -> None:
    assert _said(await storeless.post("/graphql", json={"query": query}, headers=_REBOUND)) == (421, "WRONG_HOST")
    by_get = await storeless.get("/graphql", params={"query": query}, headers=_REBOUND)
    assert _said(by_get) == (421, "WRONG_HOST")


@pytest.mark.parametrize("place", ["/", "/graphql", "/healthz", "/metrics", "/assets/graphiql.min.js", "/none"])
async def test_every_place_is_guarded(storeless: httpx.AsyncClient, place: str) -> None:
    assert (await storeless.get(place, headers=_REBOUND)).status_code == 421
    assert (await storeless.get(place, headers=_FOREIGN)).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [_FOREIGN, {"origin": "null"}, {"origin": "http://localhost:3000"}, _IMAGE, _FRAME, _LINK, _SANDBOX],
    ids=["foreign", "nameless", "another port", "image", "frame", "form", "sandboxed"],
)
async def test_foreign_page_posts_nothing(storeless: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await storeless.post("/graphql", json={"query": _LOCK}, headers=headers)
    assert _said(answer) == (403, "FOREIGN_ORIGIN")


@pytest.mark.parametrize("headers", [_IMAGE, _FRAME], ids=["image", "frame"])
async def test_foreign_page_gets_nothing(storeless: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await storeless.get("/graphql", params=_QUERY, headers=headers)
    assert _said(answer) == (403, "FOREIGN_ORIGIN")


async def test_link_to_a_page_is_followed(storeless: httpx.AsyncClient) -> None:
    page = await storeless.get("/graphql", headers={**_LINK, "accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


async def test_own_page_and_programs_are_answered(storeless: httpx.AsyncClient) -> None:
    own = {"origin": "http://localhost", "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
    without_referrer = {"origin": "null", "sec-fetch-site": "same-origin"}
    for headers in (own, without_referrer, {}, {"sec-fetch-site": "none"}):
        assert (await storeless.post("/graphql", json=_QUERY, headers=headers)).json()["data"]


async def test_two_host_headers_are_refused(storeless: httpx.AsyncClient) -> None:
    twice = [("host", "localhost"), ("host", "other.example")]
    assert (await storeless.get("/healthz", headers=twice)).status_code == 421


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_foreign_websocket_is_not_opened(port: int) -> None:
    address = f"ws://127.0.0.1:{port}/graphql"
    protocol = websockets.Subprotocol("graphql-transport-ws")
    for headers in ({"Origin": "https://other.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with websockets.connect(address, subprotocols=[protocol], additional_headers=headers):
                pass
        assert refused.value.response.status_code == 403
    own = {"Origin": f"http://127.0.0.1:{port}"}
    async with websockets.connect(address, subprotocols=[protocol], additional_headers=own) as opened:
        await opened.send('{"type": "connection_init"}')
        assert json.loads(await opened.recv()) == {"type": "connection_ack"}
