"""Logins as the store sees them: hashes that are renewed, and changes that win against a login under way."""

from dataclasses import replace
from pathlib import Path

import argon2
import pytest

from profile_service.domain.access.login_sessions import LoginSession
from profile_service.domain.values.errors import Unauthenticated
from profile_service.service.access import passwords
from profile_service.service.access.current_sessions import CurrentSessions
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.login_events import log_login
from profile_service.service.access.logins import Logins, LoginTerms, begin_of_user
from profile_service.service.declared.access import declared_access
from profile_service.store.access.login_sessions import sessions_in_force
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.callers import SECRET
from tests.rig.graph import run
from tests.rig.users import HASHER_IN_EARNEST, PASSWORD, made_user, users_of

pytestmark = pytest.mark.anyio
_AT, _END = "2026-01-01T00:00:00.000000Z", "2999-01-01T00:00:00.000000Z"


def _logins(store: Store) -> Logins:
    place = KeySecretPlace(SECRET, Path("nowhere"))
    return Logins(place, declared_access(), CurrentSessions(store, 60), LoginTerms(12, log_login))


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_hash_of_former_parameters_is_renewed_by_a_login(
    store: Store, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_HASHER", HASHER_IN_EARNEST)
    await made_user(store)
    former = argon2.PasswordHasher(time_cost=1, memory_cost=8_192).hash(PASSWORD)
    run(address, "MATCH (u:AccessUser) SET u.password = $former", former=former)
    with pytest.raises(Unauthenticated):
        await _logins(store).by_password("ada", "another long password", "192.0.2.1")
    assert run(address, "MATCH (u:AccessUser) RETURN u.password") == [(former,)]

    assert await _logins(store).by_password("ada", PASSWORD, "192.0.2.1")
    (user,) = await users_of(store).all()
    assert user.password.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert user.logged_in_at
    assert await _logins(store).by_password("ada", PASSWORD, "192.0.2.1")


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_role_that_is_declared_no_more_lets_nobody_log_in(store: Store, address: Address) -> None:
    await made_user(store)
    run(address, "MATCH (u:AccessUser) SET u.role = 'king'")
    with pytest.raises(Unauthenticated):
        await _logins(store).by_password("ada", PASSWORD, "192.0.2.1")


async def test_change_wins_against_a_login_under_way(store: Store) -> None:
    """The password was tested, then it was changed, then the session was to begin."""
    await made_user(store)
    (tested,) = await users_of(store).all()
    await users_of(store).set_password("ada", "another long password")
    session = LoginSession("d", "ada", "agent", "password", _AT, _AT, _END, "ada")
    begun = replace(tested, logged_in_at=_AT)

    assert not await store.write(lambda tx: begin_of_user(tx, tested, begun, session))
    assert await sessions_in_force(store, _AT) == []
    (user,) = await users_of(store).all()
    assert user.password != tested.password
    assert await store.write(lambda tx: begin_of_user(tx, user, user, session))
    assert await sessions_in_force(store, _AT) == [session]
