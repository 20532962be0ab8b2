"""What the open page of a case is told of others who have it open, and what the list says of them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import httpx
import pytest

from profile_service.api.live import event_stream
from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from tests.rig.callers import access_keys, bearer, made_key
from tests.rig.people import load, record
from tests.rig.streams import SECONDS, Listener, listening

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_MAIL, _PHONE = ("email", "home@lee.org"), ("phone", "+14155552671")
_CASE, _OTHER = "email:home@lee.org", "phone:+14155552671"


@pytest.fixture
async def served(store: Store, port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a real server with two cases that wait."""
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    await load(store, record("shop:11", _MAIL, given_name="Ann", family_name="Lee", birth_date="1947-01-02"))
    await load(store, record("crm:17", _MAIL, given_name="Robert", family_name="Leigh", birth_date="1947-01-12"))
    await load(store, record("shop:12", _PHONE, given_name="Ida"), record("crm:18", _PHONE, given_name="Oliver"))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS) as client:
        yield client


@asynccontextmanager
async def _on_case(client: httpx.AsyncClient, item: str, headers: dict[str, str]) -> AsyncIterator[Listener]:
    async with listening(client, f"/review/events?{urlencode({'item': item})}", **headers) as listener:
        yield listener


async def test_who_is_on_a_case_is_named_to_others_and_in_the_list(store: Store, served: httpx.AsyncClient) -> None:
    ada, ben, cem = [await bearer(store, "steward", name=name) for name in ("ada", "ben", "cem")]
    async with _on_case(served, _CASE, ada) as listener:
        async with _on_case(served, _OTHER, cem), _on_case(served, _CASE, ben) as other:
            assert await listener.next() == ("company", "ben is on this case")
            assert await other.next() == ("company", "ada is on this case")
            async with _on_case(served, _CASE, cem):
                assert await listener.next() == ("company", "ben and cem are on this case")
            assert await listener.next() == ("company", "ben is on this case")
            page = (await served.get("/review", headers=ada)).text
            assert re.findall(r'class="tag near">([^<]+) on it', page) == ["ben", "cem"]
        assert await listener.next() == ("company", "")
        assert " on it" not in (await served.get("/review", headers=ada)).text


async def test_whoever_may_not_review_is_told_nothing_and_is_not_named(store: Store, served: httpx.AsyncClient) -> None:
    ada, agent = await bearer(store, "steward", name="ada"), await bearer(store, "agent", name="ben")
    async with _on_case(served, _CASE, ada):
        for item, who in ((_CASE, agent), ("email:nobody@lee.org", ada), ("", ada)):
            async with _on_case(served, item, who) as refused:
                assert await refused.next() == ("over", "")
        assert " on it" not in (await served.get("/review", headers=ada)).text
    unknown = await served.get(f"/review/events?item={_CASE}")
    assert (unknown.status_code, unknown.content) == (204, b"")


async def test_stream_ends_with_the_key(
    store: Store, served: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "HEARTBEAT_SECONDS", 0.1)
    key, token = await made_key(store, "steward", name="ada")
    async with _on_case(served, _CASE, {"authorization": f"Bearer {token.text}"}) as listener:
        assert await listener.heartbeat() == ":"
        await access_keys(store).revoke(key.id)
        assert await listener.next() == ("over", "")
