"""Rows of numbers by their key, in memory that several processes share. Where there is no room for a new key, one of
those that were used longest ago goes, as good as forgotten."""

import fcntl
import hashlib
import mmap
import os
import struct
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ROWS = 8_192
_TRIED = 8
_ROW = struct.Struct("16s4d")
_NUMBERS = 3


@dataclass(slots=True)
class SharedRow:
    """Three numbers, 0 of a new key. What is assigned within the block of `SharedRows.row` is kept."""

    first: float = 0.0
    second: float = 0.0
    third: float = 0.0


class SharedRows:
    """Made before the processes part. For one thread of each; a process that dies lets the lock go."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _ROWS * _ROW.size)
        self._lock, name = tempfile.mkstemp()
        Path(name).unlink()
        weakref.finalize(self, os.close, self._lock)

    @contextmanager
    def row(self, *key: str) -> Iterator[SharedRow]:
        """The row of a key; nobody else has any row within the block."""
        digest = hashlib.blake2b("\0".join(key).encode(errors="replace"), digest_size=16).digest()
        fcntl.lockf(self._lock, fcntl.LOCK_EX)
        try:
            place, row = self._found(digest)
            yield row
            _ROW.pack_into(self._memory, place, digest, row.first, row.second, row.third, time.monotonic())
        finally:
            fcntl.lockf(self._lock, fcntl.LOCK_UN)

    def _found(self, digest: bytes) -> tuple[int, SharedRow]:
        """Where the row is, or where a new one goes."""
        start = int.from_bytes(digest[:8])
        places = [(start + number) % _ROWS * _ROW.size for number in range(_TRIED)]
        oldest, oldest_used = places[0], float("inf")
        for place in places:
            stored, *numbers, used = _ROW.unpack_from(self._memory, place)
            if stored == digest and used:
                return place, SharedRow(*numbers[:_NUMBERS])
            if used < oldest_used:
                oldest, oldest_used = place, used
        return oldest, SharedRow()
