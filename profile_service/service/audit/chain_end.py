"""Where the chain of an audit ends, by its files and its checkpoint; what was left unfinished, and what is gone."""

import os
from dataclasses import dataclass
from pathlib import Path

from profile_service.domain.audit.chain import START, ChainCheck, ChainEnd, audit_line
from profile_service.domain.values.errors import AuditUnavailable
from profile_service.service.audit.checkpoints import ChainCheckpoint

CURRENT = "audit.jsonl"
_FULL = "audit-*.jsonl"
_TAIL_BYTES = 1 << 20
"""So much of a file's end is looked at: more than any batch of lines that a process writes at once."""
_CHANGED = "the audit lacks lines that were written, or they were changed; `profile-service audit verify` says where"


@dataclass(frozen=True, slots=True)
class FoundEnd:
    """The end of a chain, with the number after which the next line is numbered. `unfinished`: bytes after it that are
    no line; `lost`: how many lines are gone that were not on the disk yet when the machine stopped."""

    end: ChainEnd
    unfinished: bytes | None = None
    lost: int = 0


def full_files(folder: Path) -> list[Path]:
    """The files that are written no more, the oldest first."""
    return sorted(folder.glob(_FULL))


def full_name(end: ChainEnd) -> str:
    """The name of a file that ends there; names sort as the files follow each other."""
    return f"audit-{end.seq:015}.jsonl"


def found_end(descriptor: int, folder: Path, checkpoint: ChainCheckpoint, check: ChainCheck) -> FoundEnd:
    """The end of the chain in the file that is open, or in the one before, where this is empty. `check`: as it is at
    the checkpoint.

    Raises AuditUnavailable where the files do not hold what the checkpoint says was written.
    """
    text, is_whole = _tail(descriptor)
    full = full_files(folder)
    if not text and full:
        with full[-1].open("rb") as file:
            text, is_whole = _tail(file.fileno())
    start = _after_checkpoint(text, checkpoint, is_whole=is_whole)
    if start is None:
        return _shortened(text, checkpoint)
    *lines, rest = text[start:].split(b"\n")
    if any(check.check(number, line) for number, line in enumerate(lines, start=1)):
        raise AuditUnavailable(_CHANGED)
    unfinished = [*check.unfinished, *([rest] if rest else [])]
    return FoundEnd(check.end, b"\n".join(unfinished) if unfinished else None)


def _tail(descriptor: int) -> tuple[bytes, bool]:
    """The end of a file, and whether that is all of it."""
    size = os.fstat(descriptor).st_size
    start = max(0, size - _TAIL_BYTES)
    return os.pread(descriptor, size - start, start), start == 0


def _after_checkpoint(text: bytes, checkpoint: ChainCheckpoint, *, is_whole: bool) -> int | None:
    """Where in the text the lines begin that are younger than the checkpoint; None where its own line is not there."""
    end = checkpoint.end
    if end == START:
        return 0 if is_whole else None
    own = f',"mac":"{end.mac}"}}\n'.encode()
    if (at := text.rfind(own)) >= 0:
        return at + len(own)
    first = audit_line(text.partition(b"\n")[0])
    return 0 if is_whole and first and first.seq == end.seq + 1 else None


def _shortened(text: bytes, checkpoint: ChainCheckpoint) -> FoundEnd:
    """The end of a file that lacks its checkpoint's line: only what was not on the disk may be gone, and only where the
    machine stopped since."""
    *lines, rest = text.split(b"\n")
    last = next((line for each in reversed(lines) if (line := audit_line(each))), None)
    end = last.end if last else START
    if checkpoint.is_of_this_boot or not checkpoint.synced <= end.seq < checkpoint.end.seq:
        raise AuditUnavailable(_CHANGED)
    return FoundEnd(ChainEnd(checkpoint.end.seq, end.mac), rest or None, checkpoint.end.seq - end.seq)
