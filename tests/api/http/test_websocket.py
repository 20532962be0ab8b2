"""GraphQL over WebSocket on a real server: answers, limits, and the one protocol that it speaks."""

import json
from pathlib import Path

import pytest
import websockets

from profile_service.api.http.request_limits import MAX_BODY_BYTES
from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from tests.rig.audits import audit_lines
from tests.rig.callers import bearer
from tests.rig.people import load, record

pytestmark = pytest.mark.anyio
_QUERY = '{ profileBy(identifier: {type: "email", value: "ann@shop.org"}) { name { value } } }'
_ANSWER = {"data": {"profileBy": {"name": {"value": "Ann"}}}}


async def test_websocket_query_is_answered(port: int) -> None:
    address = f"ws://127.0.0.1:{port}/graphql"
    protocol = websockets.Subprotocol("graphql-transport-ws")
    async with websockets.connect(address, subprotocols=[protocol]) as opened:
        await opened.send('{"type": "connection_init"}')
        assert json.loads(await opened.recv()) == {"type": "connection_ack"}
        await opened.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": _QUERY}}))
        assert json.loads(await opened.recv()) == {"type": "next", "id": "1", "payload": _ANSWER}
        assert json.loads(await opened.recv()) == {"type": "complete", "id": "1"}


@pytest.mark.parametrize(
    "message", ["[" * 1_000, '"' + "x" * MAX_BODY_BYTES + '"', "{"], ids=["deep", "long", "no JSON"]
)
async def test_message_over_a_limit_closes_the_connection(port: int, message: str) -> None:
    protocol = websockets.Subprotocol("graphql-transport-ws")
    async with websockets.connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[protocol]) as opened:
        await opened.send('{"type": "connection_init"}')
        await opened.recv()
        await opened.send(message)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await opened.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4400


async def test_legacy_websocket_protocol_is_not_spoken(port: int) -> None:
    protocol = websockets.Subprotocol("graphql-ws")
    async with websockets.connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[protocol]) as opened:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await opened.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4406


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_values_are_masked_over_websocket_too(store: Store, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    await load(store, record("desk:phone:+33142685300", ("phone", "+33142685300"), name="Zoe"))
    query = '{ profileBy(identifier: {type: "phone", value: "+33142685300"}) { phone { value record } } }'
    sent = await bearer(store, "agent")
    protocol = websockets.Subprotocol("graphql-transport-ws")
    async with websockets.connect(
        f"ws://127.0.0.1:{port}/graphql", subprotocols=[protocol], additional_headers=sent
    ) as opened:
        await opened.send('{"type": "connection_init"}')
        await opened.recv()
        await opened.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": query}}))
        data = json.loads(await opened.recv())["payload"]["data"]["profileBy"]
    assert data == {"phone": {"value": "•••• 5300", "record": "desk:phone:•••• 5300"}}


async def test_answer_over_websocket_waits_for_its_line(port: int, tmp_path: Path) -> None:
    query = json.dumps({"type": "subscribe", "id": "1", "payload": {"query": _QUERY}})
    protocol = websockets.Subprotocol("graphql-transport-ws")
    async with websockets.connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[protocol]) as opened:
        await opened.send('{"type": "connection_init"}')
        await opened.recv()
        await opened.send(query)
        assert json.loads(await opened.recv())["payload"] == _ANSWER
        assert [line["operation"] for line in audit_lines(tmp_path / "audit")] == ["profileBy"]
        await opened.recv()
        (tmp_path / "audit").rename(tmp_path / "away")
        await opened.send(query)
        payload = json.loads(await opened.recv())["payload"]
        assert (payload["data"], payload["errors"][0]["extensions"]["code"]) == (None, "AUDIT_UNAVAILABLE")
        (tmp_path / "away").rename(tmp_path / "audit")
