"""CPU time of one piece of work, undisturbed by what else the process does."""

import time
from collections.abc import Awaitable, Callable

_TURNS = 5


def least_cpu_seconds(work: Callable[[], object]) -> float:
    """The least of five turns, for collections of garbage and other threads of the process fall into some of them."""
    return min(_timed(work) for _ in range(_TURNS))


async def least_cpu_seconds_of(work: Callable[[], Awaitable[object]]) -> float:
    """As `least_cpu_seconds`, of work that is awaited."""
    spent = []
    for _ in range(_TURNS):
        started = time.process_time()
        await work()
        spent.append(time.process_time() - started)
    return min(spent)


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
