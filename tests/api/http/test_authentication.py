"""Who is let in over HTTP and WebSocket, and as whom."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import websockets

from profile_service.domain.access.keys import KeyToken, key_token
from profile_service.service.access import fresh_copy
from profile_service.store.engine import store as door
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.callers import SETTINGS, access_keys, bearer, made_key
from tests.rig.clients import client_of
from tests.rig.graph import run
from tests.rig.issuer import jwk, key_file, roles_file, rsa_key, signed
from tests.rig.people import load_ann

pytestmark = pytest.mark.anyio
_ANN = {"query": '{ profileBy(identifier: {type: "email", value: "ann@shop.org"}) { view } }'}
_PAST = "2026-01-01T00:00:00.000000Z"


async def _status(client: httpx.AsyncClient, token: str | None, **headers: str) -> tuple[int, str]:
    sent = {**({} if token is None else {"authorization": f"Bearer {token}"}), **headers}
    response = await client.post("/graphql", json=_ANN, headers=sent)
    errors = response.json().get("errors")
    return response.status_code, errors[0]["extensions"]["code"] if errors else response.json()["data"]["profileBy"][
        "view"
    ]


async def test_key_lets_in_by_its_role(store: Store, keyed: httpx.AsyncClient) -> None:
    await load_ann(store)
    _, agent = await made_key(store, "agent")
    _, steward = await made_key(store, "steward")
    assert await _status(keyed, agent.text) == (200, "support")
    assert await _status(keyed, steward.text) == (200, "full")


@pytest.mark.parametrize(
    "alter",
    [
        lambda token: "",
        lambda token: "x",
        lambda token: token.text[:-1],
        lambda token: token.text[:-1] + ("A" if token.secret[-1] != "A" else "B"),
        lambda token: f"psk_nosuchkey234_{token.secret}",
        lambda token: token.secret,
        lambda token: token.text + "x" * 9_000,
    ],
    ids=["empty", "short", "cut", "one letter", "another id", "no id", "long"],
)
@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_wrong_key_is_refused(store: Store, keyed: httpx.AsyncClient, alter: Callable[[KeyToken], str]) -> None:
    _, token = await made_key(store, "admin")
    assert await _status(keyed, alter(token)) == (401, "UNAUTHENTICATED")


async def test_revoked_expired_and_rotated_keys_are_refused(
    store: Store, keyed: httpx.AsyncClient, address: Address
) -> None:
    await load_ann(store)
    revoked, expired, rotated = [await made_key(store, "admin") for _ in range(3)]
    await access_keys(store).revoke(revoked[0].id)
    run(address, "MATCH (k:AccessKey {id: $id}) SET k.expires_at = $past", id=expired[0].id, past=_PAST)
    _, successor = await access_keys(store).rotate(rotated[0].id, "root", 1)
    assert [await _status(keyed, token.text) for _, token in (revoked, expired, rotated)] == [
        (401, "UNAUTHENTICATED")
    ] * 3
    assert await _status(keyed, successor.text) == (200, "full")


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_first_key_closes_the_door_for_all_others(store: Store, keyed: httpx.AsyncClient) -> None:
    await load_ann(store)
    assert await _status(keyed, None) == (200, "full")
    key, _ = await made_key(store, "agent")
    assert await _status(keyed, None) == (401, "UNAUTHENTICATED")
    await access_keys(store).revoke(key.id)
    assert await _status(keyed, None) == (401, "UNAUTHENTICATED"), "it does not open again when keys end"


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via"])
async def test_who_comes_through_a_proxy_is_not_local(keyed: httpx.AsyncClient, header: str) -> None:
    assert await _status(keyed, None, **{header: "10.0.0.9"}) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_other_schemes_and_two_headers_are_refused(store: Store, keyed: httpx.AsyncClient) -> None:
    _, token = await made_key(store, "agent")
    assert await _status(keyed, None, authorization=f"Basic {token.text}") == (401, "UNAUTHENTICATED")
    headers = [("authorization", f"Bearer {token.text}")] * 2
    assert (await keyed.post("/graphql", json=_ANN, headers=headers)).status_code == 401


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_refusal_says_how_to_ask_and_reads_no_body(keyed: httpx.AsyncClient) -> None:
    response = await keyed.post(
        "/graphql", content="{", headers={"authorization": "Bearer x", "content-type": "application/json"}
    )
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")


async def test_scopes_narrow_the_role(store: Store, keyed: httpx.AsyncClient) -> None:
    await load_ann(store)
    _, reading = await made_key(store, "admin", "read:changes", "view:support")
    assert await _status(keyed, reading.text) == (200, "FORBIDDEN")


async def test_role_that_is_declared_no_more_lets_nobody_in(
    store: Store, keyed: httpx.AsyncClient, address: Address
) -> None:
    key, token = await made_key(store, "agent")
    run(address, "MATCH (k:AccessKey {id: $id}) SET k.role = 'king'", id=key.id)
    assert await _status(keyed, token.text) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_secrets_are_in_no_log_and_no_error(
    store: Store, keyed: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    _, token = await made_key(store, "agent")
    with caplog.at_level(logging.DEBUG):
        wrong = await keyed.post("/graphql", json=_ANN, headers={"authorization": f"Bearer {token.text}x"})
        await keyed.post("/graphql", json=_ANN, headers={"authorization": f"Bearer {token.text}"})
    ours = [
        record.getMessage() for record in caplog.records if not record.name.startswith(("neo4j", "httpcore", "httpx"))
    ]
    assert token.secret not in wrong.text + "".join(ours)


async def test_actor_is_the_holder_of_the_key(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    sent = await bearer(store, "steward", name="ivo")
    lock = "mutation($input: LockProfileInput!) { lockProfile(input: $input) { profiles { lockedBy } } }"

    async def locked(**input: str) -> object:
        body = {"query": lock, "variables": {"input": {"profile": id, **input}}}
        answer = (await keyed.post("/graphql", json=body, headers=sent)).json()
        return answer["errors"][0]["extensions"]["code"] if "errors" in answer else answer["data"]["lockProfile"]

    assert await locked(actor="ada") == "FORBIDDEN"
    assert await locked() == {"profiles": [{"lockedBy": "ivo"}]}


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_no_store_no_entry(monkeypatch: pytest.MonkeyPatch, address: Address) -> None:
    monkeypatch.setattr(door, "_READ_PATIENCE_SECONDS", 0.05)
    away = Store(RemoteEngine(Address("bolt://127.0.0.1:1", "nobody", "nothing", "none")))
    async with client_of(away, SETTINGS) as client:
        assert await _status(client, None) == (503, "STORE_UNAVAILABLE")
    await away.close()


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_websocket_asks_anew_for_each_operation(store: Store, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    sent = await bearer(store, "agent")
    key = key_token(sent["authorization"].removeprefix("Bearer "))
    assert key
    protocol = websockets.Subprotocol("graphql-transport-ws")
    address = f"ws://127.0.0.1:{port}/graphql"
    with pytest.raises(websockets.InvalidStatus):
        await websockets.connect(address, subprotocols=[protocol])
    async with websockets.connect(address, subprotocols=[protocol], additional_headers=sent) as opened:
        await opened.send('{"type": "connection_init"}')
        await opened.recv()
        await opened.send(json.dumps({"type": "subscribe", "id": "1", "payload": _ANN}))
        assert json.loads(await opened.recv())["payload"] == {"data": {"profileBy": {"view": "support"}}}
        await opened.recv()
        await access_keys(store).revoke(key.id)
        await opened.send(json.dumps({"type": "subscribe", "id": "2", "payload": _ANN}))
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await opened.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_token_of_an_issuer_lets_in_and_closes_the_door(store: Store, tmp_path: Path) -> None:
    await load_ann(store)
    roles = roles_file(tmp_path, key_file(tmp_path, jwk("one", rsa_key("one"))))
    async with client_of(store, replace(SETTINGS, access=roles)) as client:
        assert await _status(client, signed()) == (200, "support")
        assert await _status(client, signed(groups="stewards")) == (200, "full")
        assert await _status(client, signed(aud="billing")) == (401, "UNAUTHENTICATED")
        assert await _status(client, None) == (401, "UNAUTHENTICATED")
