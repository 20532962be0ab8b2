"""Health checks: a live process, and a store that answers or not."""

import httpx
import pytest

from profile_service.store.engine.store import Store

pytestmark = pytest.mark.anyio


async def test_health_differs_from_readiness(storeless: httpx.AsyncClient) -> None:
    alive, ready = await storeless.get("/healthz"), await storeless.get("/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert ready.status_code == 503
    said = ready.json()
    assert (said["status"], said["reason"], said["parts"]["disk"]) == ("unavailable", said["parts"]["store"], "ok")
    assert "cannot be reached" in said["reason"]
    assert ready.headers["retry-after"] == "2"


async def test_ready_where_the_store_answers(client: httpx.AsyncClient) -> None:
    ready = await client.get("/readyz")
    parts = dict.fromkeys(("store", "disk", "migrations", "audit"), "ok")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "parts": parts})


async def test_readiness_waits_for_nothing(client: httpx.AsyncClient, store: Store) -> None:
    before = store.statements
    assert {(await client.get("/readyz")).status_code for _ in range(50)} == {200}
    assert store.statements == before
