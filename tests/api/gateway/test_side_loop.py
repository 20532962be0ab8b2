"""The side loop: work is done in its thread, with its caller's context variables, and ends with its caller."""

import asyncio
import threading

import pytest

from profile_service.api.gateway.side_loop import side_loop
from profile_service.domain.values.deadlines import deadline_in, seconds_left

pytestmark = pytest.mark.anyio


async def _where() -> tuple[str, float | None]:
    return threading.current_thread().name, seconds_left()


async def test_work_is_done_in_another_thread_before_the_callers_deadline() -> None:
    async with side_loop() as side:
        with deadline_in(60):
            thread, left = await side.run(_where())
    assert thread == "side loop"
    assert left is not None
    assert 0 < left <= 60


async def test_errors_reach_the_caller() -> None:
    async def fail() -> None:
        raise LookupError("gone")

    async with side_loop() as side:
        with pytest.raises(LookupError, match="gone"):
            await side.run(fail())


async def test_work_ends_with_its_caller_and_with_the_loop() -> None:
    started, ended = threading.Semaphore(0), threading.Semaphore(0)

    async def wait() -> None:
        started.release()
        try:
            await asyncio.Event().wait()
        finally:
            ended.release()

    async with side_loop() as side:
        first, second = (asyncio.create_task(side.run(wait())) for _ in range(2))
        for _ in range(2):
            assert await asyncio.to_thread(started.acquire, timeout=20)
        first.cancel()
        assert await asyncio.to_thread(ended.acquire, timeout=20)
    assert await asyncio.to_thread(ended.acquire, timeout=20)
    with pytest.raises(asyncio.CancelledError):
        await second
    assert first.cancelled()
