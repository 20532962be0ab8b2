"""The checkpoint of an audit: where its chain ends, signed and kept in another folder, so that a cut end is noticed."""

import hmac
import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

from profile_service.domain.audit.chain import START, AuditKeys, ChainEnd
from profile_service.domain.values.errors import AuditUnavailable

_SLOT_BYTES = 512
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class ChainCheckpoint(NamedTuple):
    """`end`: of what was written; `synced`: number of the latest line that was on the disk; `boot`: the run of the
    machine, for what was written and not on the disk is gone only where the machine stopped. A tuple, because every
    read makes one."""

    end: ChainEnd = START
    synced: int = 0
    boot: str = ""

    @property
    def is_of_this_boot(self) -> bool:
        return self.boot == boot_id()


@cache
def boot_id() -> str:
    """Tells one run of the machine from the next; empty where the system does not say."""
    return _BOOT_ID.read_text(encoding="ascii").strip() if _BOOT_ID.exists() else ""


class CheckpointFile:
    """Two slots that are written in turn: a process that is killed while it writes one leaves the other."""

    def __init__(self, path: Path, keys: AuditKeys) -> None:
        self._path = path
        self._keys = keys
        self._descriptor = -1
        self._slot = 0

    def exists(self) -> bool:
        return self._path.exists()

    def read(self) -> ChainCheckpoint:
        """The latest checkpoint. Raises AuditUnavailable where there is none, or none that was made here."""
        try:
            slots = self._path.read_bytes()
        except OSError as error:
            raise AuditUnavailable(
                f"{self._path}, the audit's checkpoint, cannot be read ({error.strerror})"
            ) from error
        parts = [slots[:_SLOT_BYTES], slots[_SLOT_BYTES:]]
        checkpoints = [checkpoint for part in parts if (checkpoint := self._checkpoint(part))]
        if not checkpoints:
            raise AuditUnavailable(f"{self._path}, the audit's checkpoint, was changed or is of another secret")
        return max(checkpoints, key=lambda each: (each.end.seq, each.synced))

    def write(self, checkpoint: ChainCheckpoint, *, sync: bool = False) -> None:
        """Keep the checkpoint; with `sync` it is on the disk afterwards, under its name. Raises OSError."""
        if sync and not self._path.exists():
            self.close()
        if self._descriptor < 0:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        seq, mac = checkpoint.end
        signed = f"{seq} {mac} {checkpoint.synced} {checkpoint.boot}"
        slot = f'{{"checkpoint":"{signed}","mac":"{self._keys.checkpoint(signed.encode())}"}}'
        self._slot ^= 1
        os.pwrite(self._descriptor, f"{slot:<{_SLOT_BYTES - 1}}\n".encode(), _SLOT_BYTES * self._slot)
        if sync:
            os.fsync(self._descriptor)

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _checkpoint(self, slot: bytes) -> ChainCheckpoint | None:
        try:
            members = orjson.loads(slot)
            signed, mac = members["checkpoint"], members["mac"]
            seq, chain_mac, synced, boot = signed.split(" ")
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        if not hmac.compare_digest(self._keys.checkpoint(signed.encode()).encode(), str(mac).encode()):
            return None
        return ChainCheckpoint(ChainEnd(int(seq), chain_mac), int(synced), boot)
