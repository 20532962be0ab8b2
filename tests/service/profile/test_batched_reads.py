"""What is asked for in one turn is answered by one read, and nothing is remembered."""

import asyncio
import gc
from collections.abc import Sequence

import pytest

from profile_service.service.profile.batched_reads import DataLoader

pytestmark = pytest.mark.anyio


async def test_keys_of_one_turn_are_read_together() -> None:
    calls: list[list[int]] = []

    async def double(keys: Sequence[int]) -> list[int]:
        calls.append(list(keys))
        return [2 * key for key in keys]

    doubled: DataLoader[int, int] = DataLoader(double)
    assert list(await asyncio.gather(doubled.load(1), doubled.load(2), doubled.load(1))) == [2, 4, 2]
    assert await doubled.load(1) == 2
    assert calls == [[1, 2, 1], [1]]


async def test_error_reaches_everyone_who_asked() -> None:
    async def fail(_: Sequence[int]) -> list[int]:
        raise ValueError("no")

    failing: DataLoader[int, int] = DataLoader(fail)
    answers = await asyncio.gather(failing.load(1), failing.load(2), return_exceptions=True)
    assert [str(each) for each in answers] == ["no", "no"]


async def test_answer_that_nobody_awaits_harms_nobody() -> None:
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context["message"]))

    async def fail(_: Sequence[int]) -> list[int]:
        raise ValueError("no")

    failing: DataLoader[int, int] = DataLoader(fail)
    failing.load(1)
    await asyncio.sleep(0.01)
    del failing
    gc.collect()
    assert complaints == []


async def test_answer_that_is_over_reads_nothing_more() -> None:
    begun, ended = asyncio.Event(), []

    async def wait(keys: Sequence[int]) -> list[int]:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(list(keys))
        raise AssertionError("it is never set")

    reads: DataLoader[int, int] = DataLoader(wait)
    under_way = reads.load(1)
    await begun.wait()
    asked = reads.load(2)
    reads.abandon()
    answers = await asyncio.gather(under_way, asked, reads.load(3), return_exceptions=True)
    assert [type(each) for each in answers] == [asyncio.CancelledError] * 3
    assert ended == [[1]]
