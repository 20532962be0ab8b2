"""A fair queue: a bounded number of questions at once, and those who wait come in turn by caller, not by question,
within a bounded time."""

import asyncio
import random
import time
from asyncio import Future, get_running_loop
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from profile_service.api.gateway.burden import Burden
from profile_service.api.gateway.recent_refusals import RecentRefusals
from profile_service.domain.telemetry.durations import Durations
from profile_service.domain.values.errors import Overloaded

_RETRY_SECONDS = 2.0
_RETRY_SPREAD_SECONDS = 3.0
"""Who is turned away at one moment does not come back at one moment."""
_LONGEST_SECONDS = 5.0
"""Nobody waits longer, however few wait."""
_WEIGHT = 0.1
"""How much the latest question tells of how long questions take."""
_SHARE_WEIGHT = 0.02
"""How much the latest question tells of how many are turned away."""


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """`places`: so many questions are answered at once, and as many may wait for them; more, where they need not wait
    for more than `seconds` by how long the latest took and whose turns come first, or for more than `standing_seconds`
    where no place was free for a second: a queue that stands only makes everybody wait, for as long as so much is
    asked. Where more are turned away than not, and fewer wait where it stands, callers who were turned away within the
    last second may wait for a quarter of the places. At most `most_waiting` wait, `most_of_one` of one caller."""

    places: int
    most_waiting: int
    most_of_one: int
    seconds: float
    standing_seconds: float


class FairQueue:
    """Who would wait for too long, by how long the latest questions took, is turned away when they come; others at the
    latest when their time is over. `waits`: how long those waited that got a place."""

    def __init__(self, limits: QueueLimits) -> None:
        self.waits = Durations()
        self._limits = limits
        self._free = limits.places
        self._seconds_each = 0.0
        self._fullness = Burden(0.0)
        self._turned_away = 0.0
        self._refusals = RecentRefusals()
        self._waiting: OrderedDict[str, deque[Future[None]]] = OrderedDict()
        self._count = 0

    @asynccontextmanager
    async def place(self, caller: str) -> AsyncIterator[None]:
        """Wait for a place, and hold it for the block. Raises Overloaded where too many wait already."""
        self._fullness.look(time.monotonic(), is_there=not self._free)
        if self._free:
            self._free -= 1
            self.waits.add(0.0)
        else:
            began = time.perf_counter()
            await self._wait(caller)
            self.waits.add(time.perf_counter() - began)
        start = time.monotonic()
        try:
            yield
        finally:
            self._seconds_each += _WEIGHT * (time.monotonic() - start - self._seconds_each)
            self._pass_on()

    def turn_away_insistent(self) -> None:
        """Raises Overloaded where whoever was turned away within the last second would be so again."""
        if self._is_strict and len(self._waiting) >= self._most_turns_of_insistent:
            self._count_arrival(is_turned_away=True)
            raise _turned_away()

    @property
    def waiting(self) -> int:
        return self._count

    @property
    def under_way(self) -> int:
        return self._limits.places - self._free

    async def _wait(self, caller: str) -> None:
        is_too_much = self._is_too_much(caller)
        self._count_arrival(is_turned_away=is_too_much)
        if is_too_much:
            self._refusals.note(caller)
            raise _turned_away()
        try:
            async with asyncio.timeout(max(self._limits.seconds, _LONGEST_SECONDS)):
                await self._turn(caller)
        except TimeoutError as error:
            raise _turned_away() from error

    def _is_too_much(self, caller: str) -> bool:
        """Whether one more of the caller's is to be turned away."""
        limits, own = self._limits, len(self._waiting.get(caller, ()))
        if self._count >= limits.most_waiting or own >= limits.most_of_one:
            return True
        # Others who wait have as many turns before this one as this caller's questions have that wait.
        turns = (own + 1) * (len(self._waiting) + (not own))
        if self._is_strict and self._refusals.has(caller):
            return turns > self._most_turns_of_insistent
        bound = limits.standing_seconds if self._fullness.lasts else limits.seconds
        return turns > limits.places and self._seconds_each * turns / limits.places > bound

    @property
    def _is_strict(self) -> bool:
        has_two_bounds = self._limits.standing_seconds < self._limits.seconds
        return has_two_bounds and self._fullness.lasts and self._turned_away > 0.5

    @property
    def _most_turns_of_insistent(self) -> int:
        return self._limits.places // 4

    def _count_arrival(self, *, is_turned_away: bool) -> None:
        self._turned_away += _SHARE_WEIGHT * (is_turned_away - self._turned_away)

    async def _turn(self, caller: str) -> None:
        turn: Future[None] = get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(turn)
        self._count += 1
        try:
            await turn
        except BaseException:
            if turn.cancelled():
                self._forget(caller, turn)
            else:
                self._pass_on()  # the place came at the same moment
            raise

    def _forget(self, caller: str, turn: Future[None]) -> None:
        """Nothing where the turn came first to somebody who had gone already, and was passed on."""
        turns = self._waiting.get(caller)
        if turns is None or turn not in turns:
            return
        turns.remove(turn)
        self._count -= 1
        if not turns:
            del self._waiting[caller]

    def _pass_on(self) -> None:
        """Give the place to the first question of the caller whose turn it is; who went away has none."""
        while self._waiting:
            caller, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            self._count -= 1
            if turns:
                self._waiting[caller] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def _turned_away() -> Overloaded:
    seconds = _RETRY_SECONDS + random.random() * _RETRY_SPREAD_SECONDS
    return Overloaded("too many questions wait for an answer; ask again in a moment", seconds)
