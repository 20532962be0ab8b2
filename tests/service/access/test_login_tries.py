"""Waits between tries: they grow, they end, and they hit nobody else."""

import pytest

from profile_service.domain.values.errors import TooManyTries
from profile_service.service.access import login_tries
from profile_service.service.access.login_tries import LoginTries, OwnTries, SharedTries, network_of
from profile_service.service.workers.shared_rows import SharedRows


class _Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    clock = _Clock()
    monkeypatch.setattr(login_tries, "time", clock)
    return clock


def _wait(tries: LoginTries, name: str = "ada", address: str = "192.0.2.1") -> int:
    """Seconds to wait; 0 where the try counts."""
    try:
        tries.count(name, address)
    except TooManyTries as error:
        return error.seconds
    return 0


def test_waits_grow_up_to_five_minutes_and_end(clock: _Clock) -> None:
    tries, waits = LoginTries(), []
    assert [_wait(tries) for _ in range(5)] == [0] * 5
    for _ in range(12):
        waits.append(_wait(tries))
        assert _wait(tries) == waits[-1], "a try that came too early makes it no longer"
        clock.now += waits[-1]
        assert _wait(tries) == 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    clock.now += 3_601
    assert [_wait(tries) for _ in range(6)] == [0] * 5 + [1]


def test_nobody_is_locked_out_from_elsewhere(clock: _Clock) -> None:
    tries = LoginTries()
    for _ in range(100):
        _wait(tries)
    assert _wait(tries) > 0
    assert _wait(tries, address="192.0.2.2") == 0
    assert _wait(tries, name="eve") == 0


def test_one_network_may_not_try_all_names(clock: _Clock) -> None:
    tries = LoginTries()
    waits = [_wait(tries, f"user{number}", f"2001:db8::{number:x}") for number in range(1, 60)]
    assert waits[:50] == [0] * 50
    assert min(waits[50:]) > 0
    assert _wait(tries, "user1", "2001:db8:0:1::1") == 0


def test_what_is_no_name_counts_like_any(clock: _Clock) -> None:
    tries = LoginTries()
    assert [_wait(tries, "") for _ in range(6)] == [0] * 5 + [1]
    assert [_wait(tries, f"user{number}") for number in range(45)] == [0] * 45


def test_success_forgets_the_failures_before(clock: _Clock) -> None:
    tries = LoginTries()
    for _ in range(200):
        assert _wait(tries) == 0
        tries.succeeded("ada", "192.0.2.1")


def test_memory_is_bounded(clock: _Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_tries, "_MOST_COUNTS", 100)
    own = OwnTries()
    tries = LoginTries(own)
    for number in range(500):
        _wait(tries, f"user{number}", f"192.0.{number % 256}.{number % 7}")
    assert len(own._tries) == 100


def test_workers_of_a_server_count_together(clock: _Clock) -> None:
    rows = SharedRows()
    workers = [LoginTries(SharedTries(rows)) for _ in range(2)]
    assert [_wait(workers[number % 2]) for number in range(7)] == [0] * 5 + [1] * 2
    clock.now += 1
    assert _wait(workers[0]) == 0
    workers[1].succeeded("ada", "192.0.2.1")
    assert [_wait(workers[0]) for _ in range(6)] == [0] * 5 + [1]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_network_of_an_address(address: str, network: str) -> None:
    assert network_of(address) == network
