"""What the open page of a customer is told, by a real server."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest

from profile_service.api.live import event_stream
from profile_service.service.access import current_sessions, fresh_copy
from profile_service.store.engine.store import Store
from tests.rig.browsers import FROM_HERE, log_in
from tests.rig.callers import bearer
from tests.rig.people import did, load, profile_id, record
from tests.rig.streams import SECONDS, Listener, listening, said_of
from tests.rig.users import made_user

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


@asynccontextmanager
async def _listening(client: httpx.AsyncClient, id: str, since: str = "", **headers: str) -> AsyncIterator[Listener]:
    async with listening(client, f"/customer/{id}/events?since={since}", **headers) as listener:
        yield listener


@pytest.fixture
async def served(port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a real server, for which a new key or the end of a login counts at once."""
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS) as client:
        yield client


async def test_new_events_are_counted_and_others_change_nothing(store: Store, served: httpx.AsyncClient) -> None:
    await load(store, record("shop:2", ("email", "bo@shop.org"), name="Bo"))
    id, headers = await profile_id(store, "shop:1"), await bearer(store, "agent", name="ada")
    watcher = await bearer(store, "agent", name="ben")
    async with _listening(served, id, **headers) as listener, _listening(served, id, **watcher) as other:
        assert await said_of(listener, "company") == "ben also looks at this customer"
        assert await said_of(other, "company") == "ada also looks at this customer"
        await load(store, did("v0", "shop:2", "2026-01-04"))
        await load(store, did("v1", "shop:1", "2026-01-05"))
        assert [await each.next() for each in (listener, other)] == [("news", "1 new event")] * 2
        await load(store, did("v2", "shop:1", "2026-01-06"), did("v3", "shop:1", "2026-01-07"))
        assert [await each.next() for each in (listener, other)] == [("news", "3 new events")] * 2


async def test_page_that_is_older_than_its_stream_is_told_at_once(store: Store, served: httpx.AsyncClient) -> None:
    id, headers = await profile_id(store, "shop:1"), await bearer(store, "agent")
    async with _listening(served, id, since="0", **headers) as listener:
        assert await listener.next() == ("news", "This customer has changed")


async def test_others_are_named_while_they_look(store: Store, served: httpx.AsyncClient) -> None:
    id = await profile_id(store, "shop:1")
    ada, ben, cem = [await bearer(store, "agent", name=name) for name in ("ada", "ben", "cem")]
    async with _listening(served, id, **ada) as listener:
        async with _listening(served, id, **ben), _listening(served, id, **ada):
            assert await listener.next() == ("company", "ben also looks at this customer")
            async with _listening(served, id, **cem):
                assert await listener.next() == ("company", "ben and cem also look at this customer")
            assert await listener.next() == ("company", "ben also looks at this customer")
        assert await listener.next() == ("company", "")


async def test_whoever_may_not_see_the_customer_is_told_nothing(store: Store, served: httpx.AsyncClient) -> None:
    id = await profile_id(store, "shop:1")
    loader, ada = [await bearer(store, role, name=role) for role in ("loader", "agent")]
    async with _listening(served, id, **ada) as listener:
        async with _listening(served, id, **loader) as refused:
            assert await refused.next() == ("over", "")
        async with _listening(served, "nobody", **ada) as refused:
            assert await refused.next() == ("over", "")
        await load(store, did("v1", "shop:1", "2026-01-05"))
        assert await listener.next() == ("news", "1 new event"), "nothing of the others who were refused"
    unknown = await served.get(f"/customer/{id}/events")
    assert (unknown.status_code, unknown.content) == (204, b"")


async def test_stream_ends_with_the_login_and_is_no_use_of_it(
    store: Store, served: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "HEARTBEAT_SECONDS", 0.1)
    id = await profile_id(store, "shop:1")
    await made_user(store)
    await log_in(served)
    uses: list[object] = []
    noted = current_sessions.CurrentSessions.session

    async def session(self: object, digest: str, *, is_use: bool = True) -> object:
        uses.append(is_use)
        return await noted(self, digest, is_use=is_use)  # type: ignore[arg-type]

    monkeypatch.setattr(current_sessions.CurrentSessions, "session", session)
    async with _listening(served, id) as listener:
        assert await listener.heartbeat() == ":"
        assert set(uses) == {False}
        assert (await served.post("/logout", headers=FROM_HERE)).status_code == 303
        assert await listener.next() == ("over", "")


async def test_one_caller_has_so_many_streams_and_no_more(store: Store, served: httpx.AsyncClient) -> None:
    id = await profile_id(store, "shop:1")
    ada, ben = [await bearer(store, "agent", name=name) for name in ("ada", "ben")]
    async with AsyncExitStack() as streams:
        listener = await streams.enter_async_context(_listening(served, id, **ben))
        for _ in range(12):
            last = await streams.enter_async_context(_listening(served, id, **ada))
            assert await said_of(last, "company") == "ben also looks at this customer"
        assert (await served.get(f"/customer/{id}/events", headers=ada)).status_code == 204
        assert await listener.next() == ("company", "ada also looks at this customer")
