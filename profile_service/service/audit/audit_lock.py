"""The lock that all processes take in turn which write to one audit."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from profile_service.domain.values.errors import AuditUnavailable

_PATIENCE_SECONDS = 5.0


class AuditLock:
    """It ends with its process, however that dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Raises AuditUnavailable where another process keeps it for seconds, or the file cannot be had."""
        if not self.take_now():
            await self._wait()
        try:
            yield
        finally:
            self.release()

    def take_now(self) -> bool:
        """False where another process has it. Raises AuditUnavailable."""
        try:
            if self._descriptor < 0:
                self._descriptor = self._open()
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise AuditUnavailable(f"the audit's lock cannot be had: {error.strerror}") from error
        return True

    def release(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    async def _wait(self) -> None:
        """Wait on a descriptor of its own, so that a lock that comes too late is let go."""
        descriptor = self._open()
        waiting = asyncio.get_running_loop().run_in_executor(None, fcntl.flock, descriptor, fcntl.LOCK_EX)
        _, late = await asyncio.wait([waiting], timeout=_PATIENCE_SECONDS)
        if late:
            waiting.add_done_callback(lambda _: os.close(descriptor))
            raise AuditUnavailable("another process keeps the audit for too long; try again")
        self.close()
        self._descriptor = descriptor

    def _open(self) -> int:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
