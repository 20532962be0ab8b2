"""The deadline of the request that is being answered, for whatever waits on its behalf."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_end: ContextVar[float | None] = ContextVar("end", default=None)


@contextmanager
def deadline_in(seconds: float) -> Iterator[None]:
    """Within the block, and in all tasks that it starts, the deadline is `seconds` from now."""
    token = _end.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def seconds_left() -> float | None:
    """The seconds until the deadline, 0 where it has passed; None where there is none, as in commands."""
    end = _end.get()
    return None if end is None else max(0.0, end - time.monotonic())


def at_most(seconds: float) -> float:
    """`seconds`, or as many as are left until the deadline where these are fewer."""
    left = seconds_left()
    return seconds if left is None else min(seconds, left)
