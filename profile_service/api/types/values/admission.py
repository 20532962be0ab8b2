"""Admission of an operation, as its execution asks for it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol

DEAR_COST = 2_000
"""From here on operations are dear: few are answered at once, and reads beside the server's loop."""


class OperationPrice(NamedTuple):
    """What an operation may cost; `arguments` tells which of them make it dear, for people."""

    cost: int
    arguments: Callable[[], Sequence[str]]

    @property
    def is_dear(self) -> bool:
        return self.cost >= DEAR_COST


class Admit(Protocol):
    def __call__(self, price: OperationPrice, *, reads: bool) -> AbstractAsyncContextManager[None]:
        """Let an operation be executed within the block. Raises Busy where it is not its turn, and CallerGone.
        `reads`: it changes nothing, and may be cut off at any moment."""
