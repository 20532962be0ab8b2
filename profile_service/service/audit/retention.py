"""Pruning: the oldest files of an audit are removed, and a signed mark says where the chain that is left begins."""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from profile_service.domain.audit.chain import START, ChainCheck, ChainEnd, audit_line
from profile_service.domain.values.errors import AuditUnavailable, Conflict
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.audit.audit_lock import AuditLock
from profile_service.service.audit.chain_end import full_files, full_name
from profile_service.service.audit.checkpoints import ChainCheckpoint, CheckpointFile

_MARKED = "pruned"
"""In the place of a run of the machine: so no checkpoint of the chain's end, which has one, passes for a mark."""


class Pruned(NamedTuple):
    """What was removed: so many files, and the numbers of their first and last lines, 0 where there were none."""

    files: int
    first: int
    last: int


def pruned_end(place: AuditPlace) -> ChainEnd:
    """Number and HMAC of the last line that was removed; START where none was. Raises AuditUnavailable where the mark
    was changed."""
    mark = _mark(place)
    if not mark.exists():
        return START
    kept = mark.read()
    if kept.boot != _MARKED:
        raise AuditUnavailable("the mark of what was pruned from the audit was changed")
    return kept.end


async def prune_audit(place: AuditPlace, before: str) -> Pruned:
    """Remove the files all lines of which are older than `before` (fixed-width UTC text). The file that is written to
    stays. The mark comes first, so that what is left can be verified whenever this is interrupted; the next one
    removes the rest.

    Raises Conflict, and removes nothing, where one of the files has a fault: it is a trace of what somebody did.
    """
    async with AuditLock(place.lock).held():
        start = end = pruned_end(place)
        gone, old = _left_over(place, start), []
        for path in full_files(place.folder)[len(gone) :]:
            last = _last_at(path)
            if last is None or last >= before:
                break
            end = _checked(path, place, end)
            old.append(path)
        if old:
            _mark(place).write(ChainCheckpoint(end, end.seq, _MARKED), sync=True)
        for path in (*gone, *old):
            path.unlink()
        _sync(place.folder)
        return Pruned(len(old), start.seq + 1 if old else 0, end.seq if old else 0)


def kept_files(place: AuditPlace, start: ChainEnd) -> list[Path]:
    """The files that were put aside and hold lines after `start`."""
    return full_files(place.folder)[len(_left_over(place, start)) :]


def _left_over(place: AuditPlace, start: ChainEnd) -> list[Path]:
    """Files that an interrupted pruning did not come to."""
    return [path for path in full_files(place.folder) if path.name <= full_name(start)]


def _mark(place: AuditPlace) -> CheckpointFile:
    return CheckpointFile(place.checkpoint.with_name("audit_pruned"), place.keys)


def _last_at(path: Path) -> str | None:
    line = audit_line(path.read_bytes().rstrip(b"\n").rpartition(b"\n")[2])
    return str(line.members.get("at")) if line else None


def _checked(path: Path, place: AuditPlace, start: ChainEnd) -> ChainEnd:
    """Where the chain ends in the file, all of which follows `start`."""
    check = ChainCheck(place.keys, start)
    *lines, rest = path.read_bytes().split(b"\n")
    faults = [fault for number, line in enumerate(lines, start=1) for fault in check.check(number, line)]
    if rest or faults or check.unfinished:
        raise Conflict(f"nothing was removed: {path.name} has a fault; `profile-service audit verify` says where")
    return check.end


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    with suppress(OSError):
        os.fsync(descriptor)
    os.close(descriptor)
