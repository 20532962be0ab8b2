"""The fair queue: who waits comes in turn by caller, and who went away holds no place."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from profile_service.api.gateway import burden, fair_queue
from profile_service.api.gateway.fair_queue import FairQueue, QueueLimits
from profile_service.domain.values.errors import Overloaded

pytestmark = pytest.mark.anyio


class _Asking:
    """Questions that are answered one after the other, as the test lets them."""

    def __init__(self, queue: FairQueue) -> None:
        self._queue = queue
        self.answered: list[str] = []

    async def ask(self, caller: str, name: str) -> None:
        async with self._queue.place(caller):
            self.answered.append(name)


async def test_callers_take_turns() -> None:
    queue = FairQueue(QueueLimits(1, 10, 10, 60, 60))
    asking = _Asking(queue)
    async with queue.place("greedy"):
        waiting = [asyncio.create_task(asking.ask("greedy", f"greedy {n}")) for n in range(4)]
        waiting += [asyncio.create_task(asking.ask(caller, caller)) for caller in ("ann", "zoe")]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert asking.answered == ["greedy 0", "ann", "zoe", "greedy 1", "greedy 2", "greedy 3"]


async def test_no_more_than_the_places_at_once() -> None:
    queue, at_once, most = FairQueue(QueueLimits(2, 10, 10, 60, 60)), 0, 0

    async def ask() -> None:
        nonlocal at_once, most
        async with queue.place("ann"):
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0)
            at_once -= 1

    await asyncio.gather(*(ask() for _ in range(8)))
    assert (at_once, most) == (0, 2)


async def test_too_many_are_turned_away_at_once() -> None:
    queue = FairQueue(QueueLimits(1, 3, 2, 60, 60))
    asking = _Asking(queue)
    async with queue.place("ann"):
        waiting = [asyncio.create_task(asking.ask("ann", "ann")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded) as of_one:
            await asking.ask("ann", "one more")
        waiting.append(asyncio.create_task(asking.ask("zoe", "zoe")))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await asking.ask("kim", "one more")
    await asyncio.gather(*waiting)
    assert 2 <= of_one.value.retry_after <= 5
    assert asking.answered == ["ann", "zoe", "ann"]


async def test_who_went_away_neither_waits_nor_holds_a_place() -> None:
    queue = FairQueue(QueueLimits(1, 1, 1, 60, 60))
    asking = _Asking(queue)
    async with queue.place("ann"):
        gone = asyncio.create_task(asking.ask("zoe", "gone"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.wait([gone])
        stays = asyncio.create_task(asking.ask("zoe", "stays"))
        await asyncio.sleep(0)
    stays.cancel()  # its place came already
    await asyncio.wait([stays])
    async with AsyncExitStack() as place, asyncio.timeout(1):
        await place.enter_async_context(queue.place("kim"))
    assert asking.answered == []


async def test_place_is_not_given_to_who_just_went_away() -> None:
    queue = FairQueue(QueueLimits(1, 9, 9, 60, 60))
    asking = _Asking(queue)
    async with queue.place("ann"):
        gone = [asyncio.create_task(asking.ask("zoe", "gone")) for _ in range(3)]
        stays = asyncio.create_task(asking.ask("kim", "stays"))
        await asyncio.sleep(0)
        for each in gone:
            each.cancel()  # and the place becomes free before any of them hears of it
    await asyncio.wait([*gone, stays])
    async with queue.place("ann"):
        pass
    assert (asking.answered, queue._count, queue._free) == (["stays"], 0, 1)


async def test_nobody_waits_longer_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_queue, "_LONGEST_SECONDS", 0.05)
    queue = FairQueue(QueueLimits(1, 10, 10, 0.01, 0.01))
    asking = _Asking(queue)
    async with queue.place("ann"):
        with pytest.raises(Overloaded):
            await asking.ask("zoe", "too late")
    async with queue.place("kim"):
        pass
    assert (asking.answered, queue._count, queue._free) == ([], 0, 1)


@pytest.mark.parametrize(("seconds_each", "answered"), [(0.4, 2), (1.5, 1), (0.05, 10)])
async def test_who_would_wait_too_long_is_turned_away_at_once(seconds_each: float, answered: int) -> None:
    """As many as there are places may always wait."""
    queue = FairQueue(QueueLimits(1, 10, 10, 1.0, 1.0))
    queue._seconds_each = seconds_each  # as after many questions that took so long
    asking = _Asking(queue)
    async with queue.place("ann"):
        waiting = [asyncio.create_task(asking.ask("zoe", str(name))) for name in range(answered)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await asking.ask("zoe", "one more")
    await asyncio.gather(*waiting)
    assert len(asking.answered) == answered


async def test_queue_that_stands_lets_fewer_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = FairQueue(QueueLimits(1, 10, 10, 1.0, 0.1))
    queue._seconds_each = 0.1
    asking = _Asking(queue)
    async with queue.place("ann"):
        waiting = [asyncio.create_task(asking.ask("zoe", name)) for name in ("first", "second", "third")]
        await asyncio.sleep(0)
        assert queue._count == 3, "a burst may wait"
        monkeypatch.setattr(burden, "_SECONDS", 0.0)
        with pytest.raises(Overloaded):
            await asking.ask("zoe", "one more")
    await asyncio.gather(*waiting)
    assert asking.answered == ["first", "second", "third"]


async def test_who_has_nobody_waiting_does_not_wait_behind_all_of_another() -> None:
    queue = FairQueue(QueueLimits(1, 10, 10, 1.0, 1.0))
    queue._seconds_each = 0.4
    asking = _Asking(queue)
    async with queue.place("ann"):
        waiting = [asyncio.create_task(asking.ask("zoe", name)) for name in ("first", "second")]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await asking.ask("zoe", "third")
        waiting.append(asyncio.create_task(asking.ask("kim", "kim")))
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert asking.answered == ["first", "kim", "second"]


async def test_where_most_are_turned_away_who_comes_again_at_once_waits_for_a_quarter_of_the_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(burden, "_SECONDS", 0.0)
    queue = FairQueue(QueueLimits(4, 10, 10, 1.0, 0.2))
    queue._seconds_each = 0.4
    asking = _Asking(queue)
    async with AsyncExitStack() as places:
        for caller in ("ann", "ben", "cem", "dan"):
            await places.enter_async_context(queue.place(caller))
        names = ("eva", "fay", "gus", "hal")
        waiting = [asyncio.create_task(asking.ask(name, name)) for name in names]
        await asyncio.sleep(0)
        for _ in range(60):
            with pytest.raises(Overloaded):
                await asking.ask("kim", "one more")
    await asyncio.gather(*waiting)
    assert asking.answered == list(names), "as many as there are places waited"
    async with AsyncExitStack() as places:
        for caller in ("ann", "ben", "cem", "dan"):
            await places.enter_async_context(queue.place(caller))
        queue._fullness.lasts = True
        queue.turn_away_insistent()  # nobody, for nobody waits
        first = asyncio.create_task(asking.ask("eva", "eva again"))
        await asyncio.sleep(0)
        queue._fullness.lasts = True  # a place was free for less than a second
        with pytest.raises(Overloaded):
            await asking.ask("kim", "one more")
        second = asyncio.create_task(asking.ask("fay", "fay, who was never turned away"))
        await asyncio.sleep(0)
        assert queue.waiting == 2
        with pytest.raises(Overloaded):
            queue.turn_away_insistent()
        queue._fullness.lasts = False
        queue.turn_away_insistent()  # nobody: it is a burst
    await asyncio.gather(first, second)
