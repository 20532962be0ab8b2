"""Audits in tests: where one is, and a verifier that knows nothing but the format that docs/security.md describes."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from profile_service.domain.audit.chain import AuditKeys
from profile_service.domain.audit.entries import Asker, AuditEntry
from profile_service.service.audit.audit_file import MAX_BYTES, AuditPlace
from profile_service.service.audit.trail import AuditTrail

SECRET = b"a secret of an audit for tests alone"
DESK = Asker("desk", "key", "agent", "graphql")


def audit_place(folder: Path, max_bytes: int = MAX_BYTES) -> AuditPlace:
    return AuditPlace(
        folder / "audit", folder / "access/checkpoint", folder / "access/lock", AuditKeys(SECRET), max_bytes
    )


def entry(profile: str, operation: str = "profile") -> AuditEntry:
    return AuditEntry(operation, (profile,), "support", "support")


async def write_lines(place: AuditPlace, count: int, *, each: int = 1) -> None:
    """Write so many lines, some at once."""
    async with AuditTrail(place).kept_on_disk() as trail:
        for start in range(0, count, each):
            await trail.write(DESK, [entry(str(n)) for n in range(start, min(count, start + each))])


def audit_lines(folder: Path) -> list[dict[str, Any]]:
    """What the lines of an audit say, in their order."""
    return [json.loads(line) for path in _files(folder) for line in path.read_bytes().splitlines()]


def is_intact(folder: Path, checkpoint: bytes, secret: bytes) -> bool:
    """Whether nobody changed, left out, added or cut anything. Of our code it uses nothing: json and hmac alone."""
    previous, number = "0" * 64, 0
    unfinished: list[bytes] = []
    for path in _files(folder):
        text = path.read_bytes()
        if text and not text.endswith(b"\n"):
            return False
        for line in text.split(b"\n")[:-1]:
            signed, _, rest = line.rpartition(b',"mac":"')
            mac = hmac.new(_key(secret, "chain"), previous.encode() + signed, hashlib.sha256).hexdigest()
            if rest != f'{mac}"}}'.encode():
                unfinished.append(line)
                continue
            members = json.loads(line)
            if members["seq"] != number + 1 or not _explains(members, b"\n".join(unfinished), unfinished):
                return False
            previous, number, unfinished = mac, number + 1, []
    return not unfinished and _checkpoint(checkpoint, secret) == (number, previous)


def _explains(members: dict[str, Any], remains: bytes, unfinished: Sequence[bytes]) -> bool:
    if members["operation"] == "lost":
        return False
    if members["operation"] != "repair":
        return not unfinished
    return bool(members["details"] == {"bytes": len(remains), "sha256": hashlib.sha256(remains).hexdigest()})


def _checkpoint(slots: bytes, secret: bytes) -> tuple[int, str]:
    """Number and HMAC of the latest line, by the newer of the two slots that are signed; (-1, "") where none is."""
    ends = [(-1, "")]
    for slot in (slots[:512], slots[512:]):
        try:
            members = json.loads(slot)
            signed = members["checkpoint"]
            seq, mac, _, _ = signed.split(" ")
        except (ValueError, KeyError, TypeError):
            continue
        if hmac.new(_key(secret, "checkpoint"), signed.encode(), hashlib.sha256).hexdigest() == members["mac"]:
            ends.append((int(seq), mac))
    return max(ends)


def _key(secret: bytes, purpose: str) -> bytes:
    return hmac.new(secret, f"audit {purpose}".encode(), hashlib.sha256).digest()


def _files(folder: Path) -> list[Path]:
    return [*sorted(folder.glob("audit-*.jsonl")), *folder.glob("audit.jsonl")]
