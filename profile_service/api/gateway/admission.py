"""Admission: what each operation may cost its caller, when it gets its turn, and how long it may take."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from profile_service.api.gateway.fair_queue import FairQueue, QueueLimits
from profile_service.api.gateway.recent_refusals import RecentRefusals
from profile_service.api.types.values.admission import Admit, OperationPrice
from profile_service.domain.access.allowance import Allowances
from profile_service.domain.access.caller import Caller
from profile_service.domain.values.deadlines import deadline_in, seconds_left
from profile_service.domain.values.errors import AllowanceSpent, CallerGone, DeadlinePassed, Overloaded
from profile_service.service.workers.shared_allowances import SharedAllowances
from profile_service.service.workers.worker_board import WorkerSeat

BASE_COST = 20
"""What every operation is charged besides its price: to read, check and answer it."""
_DEAR_AT_ONCE = 1
_CHEAP_AT_ONCE = 8
"""More would be answered no sooner, for one thread writes all answers, and each round of its loop would take longer."""
_LEAST_AT_ONCE = 4
_CHANGES_AT_ONCE = 8
"""In a queue of their own: while a load writes, they wait for it."""
_CHEAP_WAIT_SECONDS = 0.5
_STANDING_WAIT_SECONDS = 0.1
"""What is answered in some hundredths of a second waits about as long in a queue that stands."""
_CHANGE_WAIT_SECONDS = 10.0
_BURST_SECONDS = 5


@dataclass(frozen=True, slots=True)
class AdmissionLimits:
    """`allowance`: the cost that one caller may ask for in a minute, 0 for any; `seconds`: how long an operation may
    take; `seat`: of the worker that admits, whose server has others."""

    allowance: int
    seconds: float
    seat: WorkerSeat | None = None

    def allowances(self) -> Allowances | SharedAllowances | None:
        """None where everybody may ask for anything."""
        rate = self.allowance / 60
        if not rate:
            return None
        if self.seat:
            return SharedAllowances(self.seat.board.rows, rate, rate * _BURST_SECONDS)
        return Allowances(rate, rate * _BURST_SECONDS)

    def share(self, places: int) -> int:
        """This worker's part of the server's places, but not so few that its clients wait while others rest."""
        return max(_LEAST_AT_ONCE, -(-places // self.seat.workers)) if self.seat else places


class Admission:
    """The allowances and queues of one application."""

    def __init__(self, limits: AdmissionLimits) -> None:
        self._allowances = limits.allowances()
        self._seconds = limits.seconds
        self._cheap = FairQueue(
            QueueLimits(limits.share(_CHEAP_AT_ONCE), 128, 96, _CHEAP_WAIT_SECONDS, _STANDING_WAIT_SECONDS)
        )
        self._changes = FairQueue(
            QueueLimits(limits.share(_CHANGES_AT_ONCE), 64, 32, _CHANGE_WAIT_SECONDS, _CHANGE_WAIT_SECONDS)
        )
        self._dear = FairQueue(QueueLimits(_DEAR_AT_ONCE, 32, 8, limits.seconds, limits.seconds))
        self.queues = {"cheap": self._cheap, "changes": self._changes, "dear": self._dear}
        self.allowance_refusals = 0
        self._refusals = RecentRefusals()

    def turn_away_insistent(self, connection: HTTPConnection) -> None:
        """Raises Overloaded where the sender was turned away within the last second and would be so again. Asked before
        anything is read of a request: to find out who sends it and what it takes costs a seventh of its answer."""
        if not self._refusals.has(sender := _sender(connection)):
            return
        try:
            self._cheap.turn_away_insistent()
        except Overloaded:
            self._refusals.note(sender)
            raise

    def of(
        self, caller: Caller, connection: HTTPConnection, hung_up: Callable[[], Awaitable[None]] | None = None
    ) -> Admit:
        """The admission of one caller's operations. `hung_up` returns once nobody waits for their answer any more."""
        spender = _spender(caller, connection)

        @asynccontextmanager
        async def admit(price: OperationPrice, *, reads: bool) -> AsyncIterator[None]:
            self._charge(spender, price)
            queue = self._queue(price, reads=reads)
            with deadline_in(self._seconds):
                async with _within(hung_up if reads else None) as limit, self._place(queue, spender, connection):
                    if not reads:
                        # Never cut off in the middle: the store gives up by itself, before it commits or not at all.
                        limit.reschedule(None)
                    yield

        return admit

    @asynccontextmanager
    async def _place(self, queue: FairQueue, spender: str, connection: HTTPConnection) -> AsyncIterator[None]:
        try:
            async with queue.place(spender):
                yield
        except Overloaded:
            self._refusals.note(_sender(connection))
            raise

    def _queue(self, price: OperationPrice, *, reads: bool) -> FairQueue:
        if not reads:
            return self._changes
        return self._dear if price.is_dear else self._cheap

    def _charge(self, spender: str, price: OperationPrice) -> None:
        if self._allowances is None:
            return
        if wait := self._allowances.spend(spender, BASE_COST + price.cost, time.monotonic()):
            self.allowance_refusals += 1
            text = f"the operation costs {price.cost:,}, more than is left of your allowance; ask again later"
            arguments = list(price.arguments())
            smaller = f", or make {' or '.join(arguments)} smaller" if arguments else ""
            raise AllowanceSpent(text + smaller, wait, {"cost": price.cost, "arguments": arguments})


def _spender(caller: Caller, connection: HTTPConnection) -> str:
    """Who pays: the caller, or the client's address where nobody checked who they are."""
    if not caller.names_actors:
        return f"caller {caller.name}"
    return f"address {connection.client.host if connection.client else ''}"


def _sender(connection: HTTPConnection) -> int:
    """By what a request is recognised before it is known who sends it; no secret is kept of it."""
    sent = (connection.headers.get("authorization"), connection.headers.get("cookie"))
    host = connection.client.host if connection.client else ""
    return hash(sent if any(sent) else host)


@asynccontextmanager
async def _within(hung_up: Callable[[], Awaitable[None]] | None) -> AsyncIterator[asyncio.Timeout]:
    """Cut the block off at the deadline, or when the caller hangs up. Raises DeadlinePassed or CallerGone."""
    gone = asyncio.Event()
    watching: asyncio.Task[None] | None = None
    try:
        async with asyncio.timeout(seconds_left()) as limit:
            watching = asyncio.create_task(_end_early(hung_up, gone, limit)) if hung_up else None
            yield limit
    except TimeoutError as error:
        if gone.is_set():
            raise CallerGone("the caller has hung up") from error
        raise DeadlinePassed("the operation took too long; ask for less, or again later", 1.0) from error
    finally:
        if watching:
            watching.cancel()


async def _end_early(hung_up: Callable[[], Awaitable[None]], gone: asyncio.Event, limit: asyncio.Timeout) -> None:
    await hung_up()
    gone.set()
    limit.reschedule(asyncio.get_running_loop().time())
