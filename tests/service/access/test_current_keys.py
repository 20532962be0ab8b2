"""Keys at hand: no older than two seconds, read without a request having to wait; nobody is let in without them."""

import anyio
import pytest

from profile_service.domain.values.errors import StoreUnavailable
from profile_service.service.access import fresh_copy
from profile_service.service.access.current_keys import CurrentKeys
from profile_service.store.engine import store as door
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.callers import access_keys, made_key

pytestmark = pytest.mark.anyio


async def test_requests_wait_for_no_read(store: Store) -> None:
    key, _ = await made_key(store, "agent")
    keys = CurrentKeys(store)
    assert await keys.key(key.id) == key
    sent = store.statements
    assert [await keys.key(id) for id in (key.id, "nosuchkey234")] == [key, None]
    assert store.statements == sent


async def test_revoked_key_is_gone_within_two_seconds(store: Store) -> None:
    key, _ = await made_key(store, "agent")
    keys = CurrentKeys(store)
    async with keys.keeping_fresh():
        assert await keys.key(key.id)
        await access_keys(store).revoke(key.id)
        with anyio.fail_after(fresh_copy._BOUND_SECONDS + 1):
            while (kept := await keys.key(key.id)) and kept.revoked_at is None:  # noqa: ASYNC110
                await anyio.sleep(0.05)


async def test_use_is_noted_once_an_hour(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_copy, "SECONDS", 0.05)
    key, _ = await made_key(store, "agent")
    keys = CurrentKeys(store)
    async with keys.keeping_fresh():
        keys.note_use(key)
        with anyio.fail_after(10):
            while (used := (await access_keys(store).all())[0]).used_at is None:  # noqa: ASYNC110  another task writes it
                await anyio.sleep(0.05)
        keys.note_use(used)
        assert not keys._used


async def test_nobody_is_let_in_while_keys_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_READ_PATIENCE_SECONDS", 0.05)
    away = Store(RemoteEngine(Address("bolt://127.0.0.1:1", "nobody", "nothing", "none")))
    with pytest.raises(StoreUnavailable):
        await CurrentKeys(away).is_empty()
    await away.close()
