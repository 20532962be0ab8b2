"""The deadline of a request reaches what waits on its behalf, and nobody else."""

import asyncio

import pytest

from profile_service.domain.values.deadlines import at_most, deadline_in, seconds_left


def test_no_deadline_outside_a_request() -> None:
    assert (seconds_left(), at_most(7)) == (None, 7)


def test_deadline_holds_within_the_block() -> None:
    with deadline_in(5):
        assert 4 < at_most(7) <= 5
        assert at_most(2) == 2
    with deadline_in(-1):
        assert at_most(7) == 0
    assert seconds_left() is None


@pytest.mark.anyio
async def test_deadline_reaches_tasks_that_were_started_within() -> None:
    async def left() -> float | None:
        return seconds_left()

    outside = asyncio.create_task(left())
    with deadline_in(5):
        within = asyncio.create_task(left())
        assert await outside is None
        assert await within is not None
