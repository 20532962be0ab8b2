"""Pressure: requests are turned away unread where many are under way and the loop is late, health checks never."""

from collections.abc import Callable

import httpx
import pytest

from profile_service.api.gateway.connections import GuardedProtocol
from profile_service.api.gateway.pressure import Pressure

_READ = {"query": "{ views { name } }"}


class _Loop:
    """A loop whose time a test sets."""

    def __init__(self) -> None:
        self.now, self.calls = 0.0, list[Callable[[], object]]()

    def time(self) -> float:
        return self.now

    def call_at(self, _when: float, call: Callable[[], object], /) -> None:
        self.calls.append(call)

    def look(self, seconds: float) -> None:
        """What was to be called is called so many seconds later."""
        self.now += seconds
        self.calls.pop()()


def test_late_loop_with_many_under_way_is_too_much() -> None:
    loop = _Loop()
    pressure = Pressure(loop)
    loop.look(0.06)
    assert not pressure.is_too_high(range(100))
    loop.look(0.3)
    assert pressure.is_too_high(range(24))
    assert not pressure.is_too_high(range(23)), "it is late for another reason"
    loop.look(0.05)
    assert not pressure.is_too_high(range(100))
    assert pressure.is_too_high(range(192))


def test_loop_that_is_a_little_late_all_the_time_is_too_much_until_it_is_in_time_for_as_long() -> None:
    loop = _Loop()
    pressure = Pressure(loop)
    for _ in range(12):
        assert not pressure.is_too_high(range(100)), "a burst is answered"
        loop.look(0.09)
    assert pressure.is_too_high(range(24))
    for _ in range(19):
        loop.look(0.05)
        assert not pressure.is_too_high(range(100))
    loop.look(0.09)
    assert pressure.is_too_high(range(24)), "a lull is no end"
    for _ in range(22):
        loop.look(0.05)
    loop.look(0.09)
    assert not pressure.is_too_high(range(24))


@pytest.mark.anyio
@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_requests_are_turned_away_and_health_checks_are_not(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        before = GuardedProtocol.turned_away
        monkeypatch.setattr(Pressure, "is_too_high", lambda _self, _under_way: True)
        refused = await client.post("/graphql", json=_READ)
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]) == (503, {"code": "OVERLOADED"})
        assert "2" <= refused.headers["retry-after"] <= "5"
        assert {(await client.get(path)).status_code for path in ("/healthz", "/readyz", "/metrics")} == {200}
        monkeypatch.undo()
        again = await client.post("/graphql", json=_READ)
        assert again.headers["content-type"].startswith("application/json")
        assert again.status_code != 503, "the same connection goes on"
        text = (await client.get("/metrics")).text
        assert f"profile_http_requests_turned_away_total {before + 1}.0" in text
