"""Verification of an audit: every line of every file, and its end, by the checkpoint."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from profile_service.domain.audit.chain import START, AuditKeys, ChainCheck, ChainEnd, Fault
from profile_service.domain.values.errors import AuditUnavailable
from profile_service.service.audit.audit_file import AuditPlace
from profile_service.service.audit.audit_lock import AuditLock
from profile_service.service.audit.chain_end import CURRENT, full_files
from profile_service.service.audit.checkpoints import CheckpointFile
from profile_service.service.audit.retention import kept_files, pruned_end


class AuditFault(NamedTuple):
    """A fault, and the file that it is in."""

    file: Path
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """`end`: of the chain, which may be kept elsewhere, to compare later."""

    lines: int
    files: int
    end: ChainEnd
    findings: tuple[AuditFault, ...]


def audit_files(folder: Path) -> list[Path]:
    """The files of an audit in the order of their lines."""
    return [*full_files(folder), *_current(folder)]


def _current(folder: Path) -> list[Path]:
    current = folder / CURRENT
    return [current] if current.is_file() else []


async def verify_audit(place: AuditPlace) -> Verification:
    """What is wrong with the audit, which others may write meanwhile: what they add after the start is left out. Raises
    AuditUnavailable where another process keeps it for too long."""
    async with AuditLock(place.lock).held():
        checkpoint, findings = _checkpoint(place)
        start, changed = _start(place)
        files = [*kept_files(place, start), *_current(place.folder)]
        current = files[-1].read_bytes() if files and files[-1].name == CURRENT else b""
    walk, findings = _Walk(place.keys, checkpoint, start), findings + changed
    for path in files:
        lines = BytesIO(current) if path.name == CURRENT else path.open("rb")
        with lines:
            findings += [AuditFault(path, *fault) for fault in walk.faults(lines)]
    if checkpoint and not walk.has_passed_checkpoint:
        last = files[-1] if files else place.folder / CURRENT
        findings.append(AuditFault(last, walk.number, f"is the last line, but line {checkpoint.seq} was written"))
    return Verification(walk.count, len(files), walk.check.end, tuple(findings))


def _checkpoint(place: AuditPlace) -> tuple[ChainEnd | None, list[AuditFault]]:
    try:
        return CheckpointFile(place.checkpoint, place.keys).read().end, []
    except AuditUnavailable:
        return None, [AuditFault(place.checkpoint, 0, "is missing, or was changed: a cut end cannot be noticed")]


def _start(place: AuditPlace) -> tuple[ChainEnd, list[AuditFault]]:
    """After which line the chain begins: the last one that was pruned."""
    try:
        return pruned_end(place), []
    except AuditUnavailable as error:
        return START, [AuditFault(place.checkpoint, 0, str(error))]


class _Walk:
    """Goes through the files of a chain, one after the other."""

    def __init__(self, keys: AuditKeys, checkpoint: ChainEnd | None, start: ChainEnd) -> None:
        self.check = ChainCheck(keys, start)
        self.has_passed_checkpoint = checkpoint == self.check.end
        self.count = self.number = 0
        self._checkpoint = checkpoint

    def faults(self, lines: Iterable[bytes]) -> list[Fault]:
        """What is wrong in one file, sorted by its lines."""
        faults: list[Fault] = []
        self.number = 0
        for text in lines:
            self.number += 1
            self.count += 1
            if text.endswith(b"\n"):
                faults += self.check.check(self.number, text[:-1])
                self.has_passed_checkpoint |= self.check.end == self._checkpoint
            else:
                faults.append(Fault(self.number, "was cut off"))
        return sorted([*faults, *self.check.over()])
