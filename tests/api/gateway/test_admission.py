"""Admission: allowances are charged, deadlines end what takes too long, and so does a caller who hangs up."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.requests import HTTPConnection

from profile_service.api.gateway import admission, recent_refusals
from profile_service.api.gateway.admission import BASE_COST, Admission, AdmissionLimits
from profile_service.api.gateway.fair_queue import FairQueue
from profile_service.api.types.values.admission import DEAR_COST, OperationPrice
from profile_service.domain.access.caller import LOCAL
from profile_service.domain.values.deadlines import seconds_left
from profile_service.domain.values.errors import AllowanceSpent, CallerGone, DeadlinePassed, Overloaded
from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from tests.rig.callers import caller
from tests.rig.clients import client_of

pytestmark = pytest.mark.anyio
_CLERK = caller("agent", name="clerk")


def _from(address: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "headers": [], "client": (address, 5)})


def _price(cost: int, arguments: Sequence[str] = ()) -> OperationPrice:
    return OperationPrice(cost, lambda: arguments)


async def _spend(door: Admission, by: str, *, local: bool, cost: int = 400) -> str:
    admit = door.of(LOCAL if local else _CLERK, _from(by))
    try:
        async with admit(_price(cost - BASE_COST, ["`first` of `timeline`"]), reads=True):
            return "answered"
    except AllowanceSpent as error:
        return f"in {error.retry_after} s"


async def test_caller_pays_wherever_they_ask_from() -> None:
    door = Admission(AdmissionLimits(allowance=6_000, seconds=5))
    assert [await _spend(door, f"192.0.2.{n}", local=False) for n in range(2)] == ["answered", "in 3 s"]


async def test_address_pays_where_nobody_is_known() -> None:
    door = Admission(AdmissionLimits(allowance=6_000, seconds=5))
    assert [await _spend(door, "192.0.2.1", local=True) for _ in range(2)] == ["answered", "in 3 s"]
    assert await _spend(door, "192.0.2.2", local=True) == "answered"


async def test_without_an_allowance_nobody_pays() -> None:
    door = Admission(AdmissionLimits(allowance=0, seconds=5))
    assert {await _spend(door, "192.0.2.1", local=True, cost=10**9) for _ in range(9)} == {"answered"}


@pytest.mark.parametrize("cost", [1, DEAR_COST])
async def test_read_is_cut_off_at_the_deadline(cost: int) -> None:
    admit = Admission(AdmissionLimits(0, 0.05)).of(LOCAL, _from("192.0.2.1"))
    with pytest.raises(DeadlinePassed):
        async with admit(_price(cost), reads=True):
            await asyncio.Event().wait()
    assert seconds_left() is None


async def test_waiting_for_a_turn_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    admit = Admission(AdmissionLimits(0, 0.05)).of(LOCAL, _from("192.0.2.1"))
    with pytest.raises(DeadlinePassed):
        async with admit(_price(DEAR_COST), reads=True), admit(_price(DEAR_COST), reads=True):
            pytest.fail("there is one place for dear ones")
    monkeypatch.setattr(admission, "_CHANGES_AT_ONCE", 1)
    admit = Admission(AdmissionLimits(0, 0.05)).of(LOCAL, _from("192.0.2.1"))
    with pytest.raises(DeadlinePassed):
        async with admit(_price(1), reads=False), admit(_price(1), reads=False):
            pytest.fail("there is one place for changes")


async def test_change_is_not_cut_off_but_knows_its_deadline() -> None:
    gone = asyncio.Event()
    gone.set()

    async def hung_up() -> None:
        await gone.wait()

    admit = Admission(AdmissionLimits(0, 0.02)).of(LOCAL, _from("192.0.2.1"), hung_up)
    async with admit(_price(1), reads=False):
        await asyncio.sleep(0.05)
        assert seconds_left() == 0


async def test_read_ends_when_the_caller_hangs_up() -> None:
    gone = asyncio.Event()

    async def hung_up() -> None:
        await gone.wait()

    admit = Admission(AdmissionLimits(0, 5)).of(LOCAL, _from("192.0.2.1"), hung_up)

    async def read() -> None:
        async with admit(_price(1), reads=True):
            gone.set()
            await asyncio.Event().wait()

    with pytest.raises(CallerGone):
        await read()
    assert len(asyncio.all_tasks()) <= 2


@pytest.mark.parametrize("address", ["embedded"], indirect=True)
async def test_spent_allowance_is_answered_with_429(store: Store) -> None:
    query = '{ searchProfiles(text: "ann", first: 20) { nodes { id } } }'
    async with client_of(store, Settings(allowance=3_000)) as client:
        answers = [await client.post("/graphql", json={"query": query}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    refused = answers[1].json()["errors"][0]["extensions"]
    seconds = int(answers[1].headers["retry-after"])
    assert refused == {
        "code": "RATE_LIMITED", "retryAfter": seconds, "cost": 140, "arguments": ["`first` of `searchProfiles`"],
    }  # fmt: skip
    assert 1 <= seconds <= 4


async def test_who_was_turned_away_and_comes_again_at_once_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    door, keyed, other = Admission(AdmissionLimits(0, 5)), _with_key("a"), _with_key("b")
    monkeypatch.setattr(FairQueue, "place", _no_place)
    monkeypatch.setattr(FairQueue, "turn_away_insistent", _turn_away)
    door.turn_away_insistent(keyed)  # nobody was turned away before
    with pytest.raises(Overloaded):
        async with door.of(_CLERK, keyed)(_price(1), reads=True):
            pass
    with pytest.raises(Overloaded):
        door.turn_away_insistent(keyed)
    door.turn_away_insistent(other)
    monkeypatch.setattr(recent_refusals, "_SECONDS", 0.0)
    door.turn_away_insistent(keyed)


def _with_key(key: str) -> HTTPConnection:
    headers = [(b"authorization", f"Bearer {key}".encode())]
    return HTTPConnection({"type": "http", "headers": headers, "client": ("192.0.2.1", 5)})


def _no_place(queue: FairQueue, caller: str) -> None:
    raise Overloaded(f"{caller} is too much for {queue}", 2)


def _turn_away(queue: FairQueue) -> None:
    raise Overloaded(f"{queue} stands", 2)
