"""What is asked for in one turn is answered by one call."""

import asyncio
from collections.abc import Sequence

import pytest

from profile_service.service.profile.batching import Asks

pytestmark = pytest.mark.anyio


async def test_asks_of_one_turn_are_answered_together() -> None:
    calls: list[list[int]] = []

    async def double(asks: Sequence[int]) -> list[int]:
        calls.append(list(asks))
        return [2 * ask for ask in asks]

    asks = Asks(double)
    assert list(await asyncio.gather(asks.ask(1), asks.ask(2))) == [2, 4]
    assert await asks.ask(3) == 6
    assert calls == [[1, 2], [3]]


async def test_error_reaches_everyone_who_asked() -> None:
    async def fail(_: Sequence[int]) -> list[int]:
        raise ValueError("no")

    asks = Asks(fail)
    answers = await asyncio.gather(asks.ask(1), asks.ask(2), return_exceptions=True)
    assert [str(each) for each in answers] == ["no", "no"]


async def test_ask_that_nobody_awaits_harms_nobody() -> None:
    async def fail(_: Sequence[int]) -> list[int]:
        raise ValueError("no")

    Asks(fail).ask(1)
    await asyncio.sleep(0.01)
