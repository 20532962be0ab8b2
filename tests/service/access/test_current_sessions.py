"""Sessions at hand: new ones at once, ended ones no longer than two seconds, uses noted together."""

import anyio
import pytest

from profile_service.domain.access.login_sessions import LoginSession
from profile_service.service.access import current_sessions, fresh_copy
from profile_service.service.access.current_sessions import CurrentSessions
from profile_service.store.access import login_sessions as stored
from profile_service.store.engine.store import Store

pytestmark = pytest.mark.anyio
_BEGUN, _END = "2026-01-01T00:00:00.000000Z", "2999-01-01T00:00:00.000000Z"
_YEARS = 60 * 24 * 365 * 500
_SESSION = LoginSession("d1", "ada", "agent", "password", _BEGUN, _BEGUN, _END, "ada", None, ("read", "view:support"))


async def _begin(store: Store, session: LoginSession) -> None:
    await store.write(lambda tx: stored.begin(tx, session))


async def test_requests_wait_for_no_read_but_the_first(store: Store) -> None:
    sessions = CurrentSessions(store, _YEARS)
    assert not await sessions.has_users()
    await _begin(store, _SESSION)
    assert await sessions.session("d1") == _SESSION
    sent = store.statements
    assert await sessions.session("d1") == _SESSION
    assert store.statements == sent


async def test_ended_session_is_gone_within_two_seconds(store: Store) -> None:
    await _begin(store, _SESSION)
    sessions = CurrentSessions(store, _YEARS)
    async with sessions.keeping_fresh():
        assert await sessions.session("d1")
        await store.write(lambda tx: stored.end(tx, "d1"))
        with anyio.fail_after(fresh_copy._BOUND_SECONDS + 1):
            while await sessions.session("d1"):  # noqa: ASYNC110
                await anyio.sleep(0.05)


async def test_uses_are_noted_and_keep_a_session(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_copy, "SECONDS", 0.05)
    monkeypatch.setattr(current_sessions, "_NOTE_SECONDS", 0.0)
    await _begin(store, _SESSION)
    sessions = CurrentSessions(store, _YEARS)
    async with sessions.keeping_fresh():
        assert await sessions.session("d1")
        with anyio.fail_after(10):
            while (await stored.sessions_in_force(store, _BEGUN))[0].used_at == _BEGUN:  # noqa: ASYNC110
                await anyio.sleep(0.05)
    assert await CurrentSessions(store, 60).session("d1"), "another server counts from that use"


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_unused_session_is_over(store: Store) -> None:
    await _begin(store, _SESSION)
    assert await CurrentSessions(store, 60).session("d1") is None


async def test_expired_sessions_are_deleted_by_the_next_login(store: Store) -> None:
    await _begin(store, LoginSession("old", "ada", "agent", "link", _BEGUN, _BEGUN, "2026-01-02T00:00:00.000000Z"))
    later = LoginSession("new", "ada", "agent", "link", "2026-01-03T00:00:00.000000Z", _BEGUN, _END)
    await _begin(store, later)
    assert await stored.sessions_in_force(store, _BEGUN) == [later]


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_made_up_sessions_cost_ten_reads_a_second_at_most(store: Store) -> None:
    sessions = CurrentSessions(store, 60)
    await sessions.has_users()
    sent = store.statements
    async with anyio.create_task_group() as group:
        for number in range(500):
            group.start_soon(sessions.session, f"made up {number}")
    assert store.statements - sent <= 4, "two reads of two statements"
