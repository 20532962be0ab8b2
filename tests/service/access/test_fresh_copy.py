"""What is at hand of the store: how old it may be, and how often it is read."""

import time

import anyio
import pytest

from profile_service.service.access import fresh_copy
from profile_service.service.access.fresh_copy import FreshCopy

pytestmark = pytest.mark.anyio


class _Reads:
    def __init__(self) -> None:
        self.times: list[float] = []

    async def read(self) -> int:
        self.times.append(time.monotonic())
        return len(self.times)


async def test_value_is_read_once_while_it_is_young(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = _Reads()
    copy = FreshCopy(reads.read, 0)
    assert [await copy.value() for _ in range(3)] == [1, 1, 1]
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    assert await copy.value() == 2


async def test_many_who_want_it_new_share_few_reads() -> None:
    reads = _Reads()
    copy = FreshCopy(reads.read, 0)
    await copy.value()
    asked_at, read = time.monotonic(), list[int]()

    async def want() -> None:
        read.append(await copy.renewed())

    for _ in range(3):
        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(want)
    assert len(reads.times) == 4
    assert min(reads.times[1:]) >= asked_at
    assert min(later - earlier for earlier, later in zip(reads.times, reads.times[1:], strict=False)) >= 0.09
    assert len(read) == 150
