"""WebSockets by cookie: opened by pages of this server alone."""

import httpx
import pytest
import websockets

from profile_service.store.engine.store import Store
from tests.rig.browsers import SESSION_COOKIE, log_in
from tests.rig.users import made_user

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


async def test_other_sites_open_no_websocket_by_the_cookie(store: Store, port: int) -> None:
    await made_user(store)
    address = f"127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=f"http://{address}") as browser:
        await log_in(browser)
        cookie = f"{SESSION_COOKIE}={browser.cookies[SESSION_COOKIE]}"

    async def opened(**headers: str) -> bool:
        try:
            async with websockets.connect(
                f"ws://{address}/graphql",
                subprotocols=[websockets.Subprotocol("graphql-transport-ws")],
                additional_headers={"cookie": cookie, **headers},
            ) as connection:
                await connection.send('{"type": "connection_init"}')
                return "connection_ack" in str(await connection.recv())
        except websockets.InvalidStatus:
            return False

    assert await opened(origin=f"http://{address}")
    assert not await opened()
    assert not await opened(origin="http://evil.example")
    assert not await opened(origin=f"http://127.0.0.1:{port + 1}")
