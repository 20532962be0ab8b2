"""Admission of an operation, as its execution asks for it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol


class OperationPrice(NamedTuple):
    """What an operation may cost; `arguments` tells which of them make it dear, for people."""

    cost: int
    arguments: Callable[[], Sequence[str]]


class Admit(Protocol):
    def __call__(self, price: OperationPrice, *, reads: bool) -> AbstractAsyncContextManager[None]:
        """Let an operation be executed within the block. Raises Busy where it is not its turn, and CallerGone.
        `reads`: it changes nothing, and may be cut off at any moment."""
