"""The ledger of erasures: a file outside the store, to which lines are only added, each chained to the one before.

It survives the loss of the store, and tells a store that was restored whom it must forget again.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from profile_service.domain.audit.chain import START, ChainCheck, ChainEnd, audit_line, chained
from profile_service.domain.privacy.hashes import PrivacyKeys
from profile_service.domain.privacy.ledger_entries import LedgerEntry, ledger_entry
from profile_service.domain.values.errors import LedgerUnavailable, NotFound
from profile_service.service.access.privacy_keys import privacy_secret
from profile_service.settings import Settings
from profile_service.store.places.address import SecretPlace
from profile_service.store.places.private_folders import make_private_folder

FILE = "ledger.jsonl"
_CHANGED = "the ledger of erasures lacks lines, or they were changed; put it back as it was"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger in a folder. Every process of the machine takes its turn to write."""

    folder: Path
    keys: PrivacyKeys

    @property
    def path(self) -> Path:
        return self.folder / FILE

    def entries(self) -> list[LedgerEntry]:
        """All lines, the oldest first; what a killed process left unfinished is none. Raises LedgerUnavailable where a
        line was changed, or is missing."""
        return self._read()[0]

    def append(self, entry: LedgerEntry) -> LedgerEntry:
        """The entry as it was written; it is on the disk when this returns. Raises LedgerUnavailable where it cannot
        be."""
        try:
            make_private_folder(self.folder)
            with self._locked():
                return self._write(entry)
        except OSError as error:
            raise LedgerUnavailable(f"the ledger of erasures cannot be written: {error.strerror}") from error

    @asynccontextmanager
    async def one_at_a_time(self) -> AsyncIterator[None]:
        """Within the block no other process of this machine erases; another one that does is waited for."""
        make_private_folder(self.folder)
        descriptor = os.open(self.folder / "erasure.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            await asyncio.to_thread(fcntl.flock, descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _write(self, entry: LedgerEntry) -> LedgerEntry:
        entries, end, size = self._read()
        line, _ = chained(entry.body(end.seq + 1), end, self.keys)
        is_new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            # What a killed process left unfinished was never acted upon.
            os.ftruncate(descriptor, size)
            if os.pwrite(descriptor, line, size) != len(line):
                os.ftruncate(descriptor, size)
                raise LedgerUnavailable("the ledger of erasures cannot be written: the disk is full")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            _sync_folder(self.folder)
        return self._read()[0][len(entries)]

    def _read(self) -> tuple[list[LedgerEntry], ChainEnd, int]:
        """The entries, where their chain ends, and how many bytes they take."""
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return [], START, 0
        except OSError as error:
            raise LedgerUnavailable(f"the ledger of erasures cannot be read: {error.strerror}") from error
        check, entries = ChainCheck(self.keys), []
        *lines, rest = text.split(b"\n")
        for number, each in enumerate(lines, start=1):
            line = audit_line(each)
            if line is None or check.check(number, each):
                raise LedgerUnavailable(_CHANGED)
            try:
                entries.append(ledger_entry(line.members, line.mac))
            except (KeyError, TypeError, ValueError) as error:
                raise LedgerUnavailable(_CHANGED) from error
        return entries, check.end, len(text) - len(rest)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        descriptor = os.open(self.folder / "write.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def open_ledger(settings: Settings) -> Ledger:
    """The ledger of an installation, with its secret, which is made where nobody was erased before. Raises
    LedgerUnavailable where there is a ledger, and its secret is gone."""
    place = privacy_secret(SecretPlace(settings.data_dir, settings.privacy_secret))
    folder = _folder(settings)
    if (folder / FILE).exists() and place.read() is None:
        raise LedgerUnavailable("the secret of the ledger of erasures is gone; put it back")
    return Ledger(folder, PrivacyKeys(place.create().secret))


def written_ledger(settings: Settings) -> Ledger:
    """The ledger that there is, to read it. Raises NotFound where nobody was ever erased here."""
    if not (_folder(settings) / FILE).exists():
        raise NotFound("there is no ledger of erasures here; see PROFILE_PRIVACY")
    return open_ledger(settings)


def _folder(settings: Settings) -> Path:
    return settings.privacy or settings.data_dir / "privacy"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
