"""The audit of one process: who writes waits for their turn, and a line is with the operating system before the answer
goes out. Every second all lines are brought to the disk, and the checkpoint with them."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from profile_service.domain.audit.entries import Asker, AuditEntry
from profile_service.domain.values.errors import AuditUnavailable
from profile_service.service.access.periodic import repeated
from profile_service.service.audit.audit_file import AuditFile, AuditPlace
from profile_service.service.audit.audit_lock import AuditLock
from profile_service.service.audit.line_limits import CallerLimits

SYNC_SECONDS = 1.0
_log = logging.getLogger("profile_service.audit")


class AuditTrail:
    """Writes entries of any number of requests at once, and shares its files with other processes. `refused_callers`:
    which of those have a line who ask for more than can be answered. `written`: how many entries this process wrote;
    `failures`: how often it could not; `synced_at`: when all that was written was last known to be on the disk, by the
    clock of `time.monotonic`."""

    def __init__(self, place: AuditPlace) -> None:
        self._lock = AuditLock(place.lock)
        self._file = AuditFile(place)
        self._turn = asyncio.Lock()
        self._is_available = True
        self.written = self.failures = 0
        self.synced_at = time.monotonic()
        self.refused_callers = CallerLimits()

    async def write(self, asker: Asker, entries: Sequence[AuditEntry]) -> None:
        """Write the entries, all or none. Raises AuditUnavailable where that is not possible, and tries anew the next
        time."""
        try:
            # Nearly always it is our turn: nothing is waited for, which halves what a line costs.
            if not self._turn.locked() and self._lock.take_now():
                try:
                    self._file.append(asker, entries)
                finally:
                    self._lock.release()
            else:
                async with self._turn, self._lock.held():
                    self._file.append(asker, entries)
        except AuditUnavailable as error:
            self.failures += 1
            self._note(error)
            raise
        self.written += len(entries)
        if not self._is_available:
            self._note(None)

    @asynccontextmanager
    async def kept_on_disk(self) -> AsyncIterator["AuditTrail"]:
        """Bring what was written to the disk every second within the block, and at its end."""
        try:
            async with repeated(self.sync, lambda: SYNC_SECONDS):
                yield self
        finally:
            with suppress(AuditUnavailable):
                await self.sync()
            self._file.close()
            self._lock.close()

    async def sync(self) -> None:
        """Bring what was written to the disk, with its checkpoint. No writer waits for the disk."""
        began = time.monotonic()
        if not self._file.has_unsynced:
            self.synced_at = began
            return
        descriptor, seq = self._file.duplicate()
        try:
            await asyncio.to_thread(os.fsync, descriptor)
        except OSError as error:
            raise AuditUnavailable(f"the audit cannot be brought to the disk: {error.strerror}") from error
        finally:
            os.close(descriptor)
        async with self._turn, self._lock.held():
            self._file.note_synced(seq)
        self.synced_at = began

    async def trouble(self) -> str | None:
        """Why the audit could not be written now, a sentence; None where it could. Looked up where the last line could
        not be written, since nobody asks anything of a service that is not ready."""
        if self._is_available:
            return None
        try:
            async with self._turn, self._lock.held():
                self._file.require_writable()
        except AuditUnavailable as error:
            return str(error)
        self._note(None)
        return None

    def _note(self, error: AuditUnavailable | None) -> None:
        """Log that the audit went away or came back, once each."""
        if error and self._is_available:
            _log.error("nobody is shown or changed until the audit can be written again: %s", error)
        elif error is None and not self._is_available:
            _log.warning("the audit can be written again")
        self._is_available = error is None
