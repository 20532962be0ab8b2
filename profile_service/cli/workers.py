"""`serve --workers N`: processes that serve side by side from one listening socket, and the one that looks after them.

They are forked before anything is opened. A worker that dies, or gives no sign of life, is replaced; where this process
dies, they end in order.
"""

import gc
import os
import select
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from profile_service.cli.console.execution import EXIT_FAILED
from profile_service.cli.console.output import say
from profile_service.domain.values.errors import ProfileError
from profile_service.service.workers.metric_sums import samples_of, samples_text, sums
from profile_service.service.workers.worker_board import Topic, WorkerBoard, WorkerSeat

_LOOK_SECONDS = 1.0
_LIFELESS_SECONDS = 30.0
_AGAIN_SECONDS = 1.0
_END_LOOK_SECONDS = 0.1
_END_SECONDS = 10.0
"""A second more than a worker takes at most."""
_SIGNALS = (signal.SIGTERM, signal.SIGINT)

Work = Callable[[WorkerSeat, Callable[[], None]], bool]
"""Serves from a seat until it is stopped, and calls back once it is ready; False where it could not start."""


@dataclass(slots=True)
class _Worker:
    """`pid`: 0 while it waits to be started again, from `start_at` on."""

    seat: WorkerSeat
    pid: int = 0
    start_at: float = 0.0
    is_ready: bool = False


@dataclass(slots=True)
class _Pipes:
    """`news`: of workers that are ready, and of signals; `life`: ends for the workers when this process does."""

    news: tuple[int, int] = field(default_factory=os.pipe)
    life: tuple[int, int] = field(default_factory=os.pipe)


class Supervisor:
    """Keeps `count` workers at their work until it is told to end."""

    def __init__(self, count: int, work: Work, ready: Callable[[], None]) -> None:
        self._board = WorkerBoard(count)
        self._workers = [_Worker(self._board.seat(number)) for number in range(count)]
        self._work = work
        self._ready = ready
        self._pipes = _Pipes()
        self._stops = 0
        self._has_served = False

    def run(self) -> bool:
        """Return when all have ended. False where they could not start."""
        os.set_blocking(self._pipes.news[1], False)
        signal.set_wakeup_fd(self._pipes.news[1], warn_on_full_buffer=False)
        for each in (*_SIGNALS, signal.SIGCHLD):
            signal.signal(each, self._note_signal)
        gc.collect()
        gc.freeze()  # what all workers have in common is not copied when one of them collects garbage
        while not self._stops:
            if not self._look_after():
                break
            self._wait(_LOOK_SECONDS)
        could_start = self._has_served or bool(self._stops)
        self._end()
        return could_start

    def _look_after(self) -> bool:
        """Start whoever is not there. False where one ended before any was ready."""
        for worker in self._workers:
            if worker.pid and self._has_ended(worker):
                if not self._has_served:
                    return False
                self._replace(worker)
            if not worker.pid and time.monotonic() >= worker.start_at:
                self._start(worker)
            self._kill_if_lifeless(worker)
        if not self._has_served and all(worker.is_ready for worker in self._workers):
            self._has_served = True
            self._ready()
        return True

    def _start(self, worker: _Worker) -> None:
        worker.pid = os.fork()
        if not worker.pid:
            self._be(worker.seat)

    def _be(self, seat: WorkerSeat) -> None:
        """Serve, as a new process, which ends here."""
        code = EXIT_FAILED
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.close(self._pipes.life[1])
            threading.Thread(target=_end_with, args=(self._pipes.life[0],), daemon=True).start()
            if self._work(seat, lambda: self._say_ready(seat)):
                code = 0
        except ProfileError as error:
            say(f"profile-service: {error}")
        except Exception:  # noqa: BLE001  nobody else would tell of it
            traceback.print_exc()
        finally:
            os._exit(code)

    def _say_ready(self, seat: WorkerSeat) -> None:
        # Ctrl-C reaches all processes of a terminal; the one that looks after them passes it on, once.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        seat.beat()
        os.write(self._pipes.news[1], b"\0")

    def _has_ended(self, worker: _Worker) -> bool:
        """Whether it is gone; then it has no process any more."""
        worker.is_ready = worker.is_ready or self._beat_of(worker) > 0
        if os.waitpid(worker.pid, os.WNOHANG)[0]:
            worker.pid = 0
        return not worker.pid

    def _replace(self, worker: _Worker) -> None:
        """What it had counted is kept; who looked at its pages comes again."""
        if not self._stops:
            say(f"Worker {worker.seat.number + 1} has ended; another takes its place.")
        left = self._board.of_departed
        notes = [samples_of(self._board.note(each.number, Topic.METRICS)) for each in (left, worker.seat)]
        left.tell(Topic.METRICS, samples_text(sums(notes)))
        self._board.clear(worker.seat.number)
        worker.start_at = time.monotonic() + (0 if worker.is_ready else _AGAIN_SECONDS)
        worker.is_ready = False

    def _kill_if_lifeless(self, worker: _Worker) -> None:
        beat = self._beat_of(worker)
        if worker.pid and beat and time.monotonic() - beat > _LIFELESS_SECONDS:
            os.kill(worker.pid, signal.SIGKILL)

    def _beat_of(self, worker: _Worker) -> float:
        return self._board.head(worker.seat.number)[0]

    def _end(self) -> None:
        """Have all workers end in order, and kill those that do not in time, or at a second signal."""
        end = time.monotonic() + _END_SECONDS
        self._signal_all(signal.SIGTERM)
        while any(worker.pid for worker in self._workers):
            if time.monotonic() > end or self._stops > 1:
                self._signal_all(signal.SIGKILL)
            for worker in self._workers:
                if worker.pid:
                    self._has_ended(worker)
            self._wait(_END_LOOK_SECONDS)

    def _signal_all(self, number: int) -> None:
        for worker in self._workers:
            if worker.pid:
                with suppress(ProcessLookupError):
                    os.kill(worker.pid, number)

    def _wait(self, seconds: float) -> None:
        """Until a signal or news of a worker come, or the time is over."""
        if select.select([self._pipes.news[0]], [], [], seconds)[0]:
            os.read(self._pipes.news[0], 512)

    def _note_signal(self, number: int, _: FrameType | None) -> None:
        if number in _SIGNALS:
            self._stops += 1


def _end_with(life: int) -> None:
    """End in order where the process that looks after this one is gone."""
    os.read(life, 1)
    os.kill(os.getpid(), signal.SIGTERM)
