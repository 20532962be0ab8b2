"""Passwords: their bounds, and what a test of one costs."""

import time

import anyio
import argon2
import pytest

from profile_service.domain.values.errors import InvalidInput, TooManyTries
from profile_service.service.access import passwords
from profile_service.service.access.passwords import Passwords, is_outdated
from tests.rig.cpu import least_cpu_seconds_of
from tests.rig.users import HASHER_IN_EARNEST

pytestmark = pytest.mark.anyio
_PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def in_earnest(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the cost that passwords have where the service runs."""
    monkeypatch.setattr(passwords, "_HASHER", HASHER_IN_EARNEST)


async def test_hash_states_its_parameters_and_holds_no_password() -> None:
    hash = await Passwords().hashed(_PASSWORD)
    assert hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert hash != await Passwords().hashed(_PASSWORD), "each has a salt of its own"
    assert not is_outdated(hash)
    assert is_outdated(argon2.PasswordHasher(time_cost=1, memory_cost=8_192).hash(_PASSWORD))


async def test_password_matches_however_it_is_typed() -> None:
    hash = await Passwords().hashed("Crème brûlée à deux")
    assert await Passwords().matches("Crème brûlée à deux", hash)
    assert not await Passwords().matches("creme brulee a deux", hash)


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "x" * 257, "\ud800" * 20])
async def test_bounds_of_new_passwords(password: str) -> None:
    with pytest.raises(InvalidInput, match="the password"):
        await Passwords().hashed(password)


async def test_long_password_costs_nothing() -> None:
    assert not await Passwords().matches("x" * 1_000_000, None)
    assert await least_cpu_seconds_of(lambda: Passwords().matches("x" * 1_000_000, None)) < 0.02


async def test_nobody_costs_as_much_as_somebody() -> None:
    hash = await Passwords().hashed(_PASSWORD)
    somebody, nobody = [], []
    for _ in range(5):
        somebody.append(await _cpu(hash))
        nobody.append(await _cpu(None))
    assert 0.5 < min(nobody) / min(somebody) < 2
    assert min(nobody) > 0.005


async def _cpu(hash: str | None) -> float:
    started = time.process_time()
    assert not await Passwords().matches("a wrong password", hash)
    return time.process_time() - started


async def test_few_wait_for_a_test_of_their_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_MOST_WAITING", 3)
    tests, refused, done = Passwords(), list[int](), list[bool]()

    async def try_one() -> None:
        try:
            done.append(await tests.matches("a wrong password", None))
        except TooManyTries as error:
            refused.append(error.seconds)

    async with anyio.create_task_group() as group:
        for _ in range(10):
            group.start_soon(try_one)
    assert (done, refused) == ([False] * 3, [2] * 7)
    assert not await tests.matches("a wrong password", None), "afterwards all is as before"


@pytest.mark.parametrize("hash", ["", "plain", "$argon2id$v=19$m=65536,t=3,p=4$short"])
async def test_what_is_no_hash_matches_nothing(hash: str) -> None:
    assert not await Passwords().matches(_PASSWORD, hash)
