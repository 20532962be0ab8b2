"""The board of a server's workers: memory in which each has a seat, tells the others something, and says that it
lives."""

import mmap
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from profile_service.service.workers.shared_rows import SharedRows

_HEAD = struct.Struct("dq")
_HEAD_BYTES = 64
_NOTE = struct.Struct("II")
_NOTE_BYTES = 131_072
_READS = 3
"""So often is a note read that its writer was just changing."""


class Topic(Enum):
    """What workers tell each other, each in a note of its own."""

    METRICS = 0
    VIEWERS = 1


_SEAT_BYTES = _HEAD_BYTES + len(Topic) * _NOTE_BYTES


class WorkerBoard:
    """Made before the workers part from the process that starts them. `rows`: numbers that all share. Behind the seats
    of the workers is one for what is left of those who are gone."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.rows = SharedRows()
        self._memory = mmap.mmap(-1, (workers + 1) * _SEAT_BYTES)

    def seat(self, number: int) -> "WorkerSeat":
        return WorkerSeat(self, number)

    @property
    def of_departed(self) -> "WorkerSeat":
        return WorkerSeat(self, self.workers)

    def clear(self, number: int) -> None:
        """The worker is gone: its seat is as new."""
        start = number * _SEAT_BYTES
        self._memory[start : start + _SEAT_BYTES] = bytes(_SEAT_BYTES)

    def head(self, number: int) -> tuple[float, int]:
        """When the worker last said that it lives, 0 for not yet, and how many connections it has."""
        seconds, connections = _HEAD.unpack_from(self._memory, number * _SEAT_BYTES)
        return seconds, connections

    def put_head(self, number: int, seconds: float, connections: int) -> None:
        _HEAD.pack_into(self._memory, number * _SEAT_BYTES, seconds, connections)

    def put_note(self, number: int, topic: Topic, data: bytes) -> None:
        """What does not fit is told as nothing."""
        data = data if len(data) <= _NOTE_BYTES - _NOTE.size else b""
        place = _place(number, topic)
        self._memory[place + _NOTE.size : place + _NOTE.size + len(data)] = data
        _NOTE.pack_into(self._memory, place, len(data), zlib.crc32(data))

    def note(self, number: int, topic: Topic) -> bytes:
        """Empty where there is none."""
        place = _place(number, topic)
        for _ in range(_READS):
            length, checksum = _NOTE.unpack_from(self._memory, place)
            data = self._memory[place + _NOTE.size : place + _NOTE.size + length]
            if zlib.crc32(data) == checksum:
                return data
        return b""


def _place(number: int, topic: Topic) -> int:
    return number * _SEAT_BYTES + _HEAD_BYTES + topic.value * _NOTE_BYTES


@dataclass(frozen=True, slots=True)
class WorkerSeat:
    """One worker's place at the board, for one thread."""

    board: WorkerBoard
    number: int

    @property
    def workers(self) -> int:
        return self.board.workers

    def beat(self) -> None:
        """Say that it lives."""
        self.board.put_head(self.number, time.monotonic(), self.board.head(self.number)[1])

    def count_connection(self, difference: int) -> None:
        seconds, connections = self.board.head(self.number)
        self.board.put_head(self.number, seconds, connections + difference)

    @property
    def is_busiest(self) -> bool:
        """Whether another worker that lives has fewer connections."""
        own = self.board.head(self.number)[1]
        heads = [self.board.head(number) for number in range(self.workers) if number != self.number]
        return any(seconds and connections < own for seconds, connections in heads)

    def tell(self, topic: Topic, data: bytes) -> None:
        self.board.put_note(self.number, topic, data)

    def heard(self, topic: Topic) -> Iterator[bytes]:
        """What each other worker tells, and what is left of those who are gone."""
        for number in range(self.workers + 1):
            if number != self.number and (data := self.board.note(number, topic)):
                yield data
