"""The file of an audit: lines are appended to it, by whoever holds the audit's lock, and full ones are put aside."""

import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from profile_service.domain.audit.chain import (
    LOST,
    REPAIR,
    START,
    AuditKeys,
    ChainCheck,
    chained,
    repair_details,
)
from profile_service.domain.audit.entries import ITSELF, Asker, AuditEntry, entry_body
from profile_service.domain.values.errors import AuditUnavailable
from profile_service.domain.values.times import utc_now
from profile_service.service.audit.chain_end import CURRENT, FoundEnd, found_end, full_files, full_name
from profile_service.service.audit.checkpoints import ChainCheckpoint, CheckpointFile, boot_id

MAX_BYTES = 64 << 20
"""A file that is larger, or of another day, is put aside, and the chain goes on in a new one."""
_ROOM_BYTES = 65_536
_FULL = "the audit cannot be written: the disk is full"


@dataclass(frozen=True, slots=True)
class AuditPlace:
    """Where an audit is: its `folder`, its `checkpoint` and `lock`, which lie elsewhere, and its keys."""

    folder: Path
    checkpoint: Path
    lock: Path
    keys: AuditKeys = field(repr=False)
    max_bytes: int = MAX_BYTES


class _Position(NamedTuple):
    """Which file is open, and how long it is: as long as that is so, nobody else wrote."""

    device: int
    inode: int
    size: int


class AuditFile:
    """Its methods are for whoever holds the audit's lock, and raise AuditUnavailable; the next call tries anew."""

    def __init__(self, place: AuditPlace) -> None:
        self._place = place
        self._path = place.folder / CURRENT
        # As texts, which the system takes without a word of ours in between: both are looked at before each write.
        self._folder_name, self._path_name = str(place.folder), str(self._path)
        self._checkpoints = CheckpointFile(place.checkpoint, place.keys)
        self._descriptor = -1
        self._position: _Position | None = None
        self._day = ""
        self._synced = 0
        self.end = START

    def append(self, asker: Asker, entries: Iterable[AuditEntry]) -> None:
        """Write the entries, all or none; the operating system has them when this returns."""
        try:
            self._come_to_the_end()
            now = utc_now()
            if self._position and self._position.size and (self._is_full() or now[:10] != self._day):
                self._put_aside()
            self._write(asker, [part for entry in entries for part in entry.parts()], now)
        except OSError as error:
            self.close()
            raise AuditUnavailable(f"the audit cannot be written: {error.strerror}") from error
        except AuditUnavailable:
            self.close()
            raise

    def require_writable(self) -> None:
        """Return where the next lines could be written, as far as that shows without writing any."""
        try:
            self._come_to_the_end()
            if shutil.disk_usage(self._place.folder).free < _ROOM_BYTES:
                raise AuditUnavailable(_FULL)
        except OSError as error:
            self.close()
            raise AuditUnavailable(f"the audit cannot be written: {error.strerror}") from error

    def duplicate(self) -> tuple[int, int]:
        """A descriptor of the file, to sync it without the lock, and the number of its latest line."""
        return os.dup(self._descriptor), self.end.seq

    @property
    def has_unsynced(self) -> bool:
        return self._descriptor >= 0 and self.end.seq > self._synced

    def note_synced(self, seq: int) -> None:
        """Keep that all lines up to this one are on the disk."""
        try:
            checkpoint = self._checkpoints.read()
            self._synced = max(seq, checkpoint.synced)
            self._checkpoints.write(checkpoint._replace(synced=self._synced), sync=True)
        except OSError as error:
            raise AuditUnavailable(f"the audit's checkpoint cannot be written: {error.strerror}") from error

    def close(self) -> None:
        self._position = None
        self._checkpoints.close()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _come_to_the_end(self) -> None:
        """Open the file where it is not, or another one took its place; read what others wrote since."""
        if self._position is not None:
            self._check_folder()
            there = os.stat(self._path_name)  # noqa: PTH116  see __init__
            position = _Position(there.st_dev, there.st_ino, there.st_size)
            if position == self._position and there.st_mode & stat.S_IWUSR:
                return
            if position[:2] == self._position[:2] and position.size > self._position.size and self._read_on(position):
                return
        self._open()

    def _check_folder(self) -> None:
        """Raises AuditUnavailable where somebody made the folder read-only, though we might still write into it."""
        if not os.stat(self._folder_name).st_mode & stat.S_IWUSR:  # noqa: PTH116  see __init__
            raise AuditUnavailable("the audit cannot be written: its folder is read-only")

    def _read_on(self, position: _Position) -> bool:
        """Read the lines that other processes appended; False where they are not whole."""
        assert self._position  # noqa: S101  only asked where there is one
        text = os.pread(self._descriptor, position.size - self._position.size, self._position.size)
        check = ChainCheck(self._place.keys, self.end)
        *lines, rest = text.split(b"\n")
        if rest or any(check.check(number, line) for number, line in enumerate(lines)) or check.unfinished:
            return False
        self.end, self._position = check.end, position
        return True

    def _open(self) -> None:
        self.close()
        checkpoint = self._checkpoint()
        self._check_folder()
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        self._descriptor = os.open(self._path, flags, 0o600)
        there = os.fstat(self._descriptor)
        if not stat.S_ISREG(there.st_mode) or not there.st_mode & stat.S_IWUSR:
            raise AuditUnavailable("the audit cannot be written: its file is read-only, or no file")
        check = ChainCheck(self._place.keys, checkpoint.end)
        found = found_end(self._descriptor, self._place.folder, checkpoint, check)
        self.end, self._synced = found.end, min(checkpoint.synced, found.end.seq)
        self._position = _Position(there.st_dev, there.st_ino, there.st_size)
        self._day = _utc_day(there.st_mtime)
        self._tell(found)

    def _checkpoint(self) -> ChainCheckpoint:
        """The checkpoint. Where there is none yet, and no line, the audit begins."""
        if self._checkpoints.exists():
            checkpoint = self._checkpoints.read()
            if checkpoint.end != START and not self._path.exists() and not full_files(self._place.folder):
                raise AuditUnavailable("the audit's file is gone; put it back")
            return checkpoint
        if self._path.exists() or full_files(self._place.folder):
            raise AuditUnavailable(f"{self._place.checkpoint}, the audit's checkpoint, is gone; put it back")
        self._place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        checkpoint = ChainCheckpoint(boot=boot_id())
        self._checkpoints.write(checkpoint, sync=True)
        return checkpoint

    def _tell(self, found: FoundEnd) -> None:
        """Write of what a killed process left unfinished, and of what was lost when the machine stopped."""
        if found.unfinished is not None or found.lost:
            details = {} if found.unfinished is None else repair_details(found.unfinished)
            entry = AuditEntry(LOST if found.lost else REPAIR, rows=found.lost, details=details)
            self._write(ITSELF, [entry], utc_now(), before=b"" if self._ends_a_line() else b"\n")

    def _ends_a_line(self) -> bool:
        size = self._position.size if self._position else 0
        return size == 0 or os.pread(self._descriptor, 1, size - 1) == b"\n"

    def _is_full(self) -> bool:
        return self._position is not None and self._position.size >= self._place.max_bytes

    def _put_aside(self) -> None:
        os.fsync(self._descriptor)
        self._path.rename(self._place.folder / full_name(self.end))
        _sync_folder(self._place.folder)
        self._open()

    def _write(self, asker: Asker, entries: Iterable[AuditEntry], now: str, *, before: bytes = b"") -> None:
        assert self._position  # noqa: S101  the file is open
        lines, end = [before], self.end
        for entry in entries:
            line, end = chained(entry_body(end.seq + 1, now, asker, entry, self._place.keys), end, self._place.keys)
            lines.append(line)
        data = b"".join(lines)
        device, inode, size = self._position
        if os.write(self._descriptor, data) != len(data):
            with suppress(OSError):
                os.ftruncate(self._descriptor, size)
            raise AuditUnavailable(_FULL)
        self.end, self._day = end, now[:10]
        self._position = _Position(device, inode, size + len(data))
        self._checkpoints.write(ChainCheckpoint(end, self._synced, boot_id()))


def _utc_day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
