"""Writers that wait for another process keep nobody else waiting."""

import asyncio
import fcntl
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from profile_service.store.engine.engines import EmbeddedEngine
from profile_service.store.engine.store import Store, WriteTransaction

pytestmark = pytest.mark.anyio
_WRITERS = 60
"""More than a loop has threads, on any machine with fewer cores than this."""


async def test_waiting_writers_leave_the_loop_its_threads(tmp_path: Path) -> None:
    store = Store(await EmbeddedEngine.open(tmp_path, "256m"))
    await store.write(_number(0))
    elsewhere = os.open(tmp_path / "write.lock", os.O_RDWR)
    fcntl.flock(elsewhere, fcntl.LOCK_EX)
    writers = [asyncio.create_task(store.write(_number(number))) for number in range(1, _WRITERS + 1)]
    await store.read("RETURN 1")  # the writers have begun meanwhile

    given_up = writers.pop()
    given_up.cancel()
    async with asyncio.timeout(5):
        assert await asyncio.to_thread(lambda: "had its turn") == "had its turn"
    assert not any(writer.done() for writer in writers)

    os.close(elsewhere)
    await asyncio.gather(*writers)
    written = await store.read("MATCH (w:Written) RETURN w.number AS number ORDER BY number")
    await store.close()
    assert [row["number"] for row in written] == list(range(_WRITERS))
    assert given_up.cancelled()


def _number(number: int) -> Callable[[WriteTransaction], Awaitable[None]]:
    async def work(tx: WriteTransaction) -> None:
        await tx.run("CREATE (:Written {number: $number})", number=number)

    return work
