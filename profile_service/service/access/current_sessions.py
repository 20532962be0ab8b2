"""The sessions of a store as a server has them at hand, and whether there are users."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from profile_service.domain.access.login_sessions import LoginSession
from profile_service.domain.values.times import utc_now
from profile_service.service.access import fresh_copy
from profile_service.service.access.fresh_copy import FreshCopy
from profile_service.service.access.key_secret import KeySecret
from profile_service.service.access.periodic import repeated
from profile_service.store.access import login_sessions as stored
from profile_service.store.access.users import any_user
from profile_service.store.engine.store import Store

_NOTE_SECONDS = 60.0
"""Uses are written together, no more often."""


@dataclass(frozen=True, slots=True)
class _Stored:
    sessions: Mapping[str, LoginSession] = field(default_factory=dict)
    has_users: bool = False


class CurrentSessions:
    """Requests find sessions here. One that is not at hand was perhaps begun at another server a moment ago: then the
    store is asked, by one read for all who wait."""

    def __init__(self, store: Store, idle_minutes: int) -> None:
        self.store = store
        self._idle_minutes = idle_minutes
        self._stored: FreshCopy[_Stored] = FreshCopy(self._read, _Stored())
        self._uses: dict[str, str] = {}
        self._used_at: dict[str, float] = {}
        self._noted_at = time.monotonic()

    async def session(self, digest: str, *, is_use: bool = True) -> LoginSession | None:
        """The session, whose use is noted if this is one; None where there is none or it is over. Raises StoreError."""
        session = (await self._stored.value()).sessions.get(digest)
        session = session or (await self._stored.renewed()).sessions.get(digest)
        if session is None:
            return None
        now = utc_now()
        if session.expires_at <= now or (
            self._as_used(session).is_over(now, self._idle_minutes) and not self._was_used_lately(digest)
        ):
            return None
        if is_use:
            self._uses[digest] = now
            self._used_at[digest] = time.monotonic()
        return session

    async def has_users(self) -> bool:
        """Whether a user was ever made. Raises StoreError where that cannot be read."""
        return (await self._stored.value()).has_users

    async def renew(self) -> None:
        """Have what was just written at hand."""
        await self._stored.renewed()

    @asynccontextmanager
    async def keeping_fresh(self) -> AsyncIterator[None]:
        """Read the sessions every second within the block."""
        async with repeated(self._renew, lambda: fresh_copy.SECONDS):
            yield

    def _was_used_lately(self, digest: str) -> bool:
        """Here, by a clock that nobody sets: a wall clock that jumps forward logs nobody out who is at work."""
        used_at = self._used_at.get(digest)
        return used_at is not None and time.monotonic() - used_at < self._idle_minutes * 60

    def _as_used(self, session: LoginSession) -> LoginSession:
        used_at = self._uses.get(session.digest, "")
        return replace(session, used_at=used_at) if used_at > session.used_at else session

    async def _renew(self) -> None:
        await self._stored.renew()
        in_force = (await self._stored.value()).sessions
        self._used_at = {digest: at for digest, at in self._used_at.items() if digest in in_force}
        if self._uses and time.monotonic() - self._noted_at > _NOTE_SECONDS:
            self._noted_at = time.monotonic()
            uses = dict(self._uses)
            await self.store.write(lambda tx: stored.note_use(tx, uses))
            await self._stored.renew()
            self._uses = {digest: at for digest, at in self._uses.items() if uses.get(digest) != at}

    async def _read(self) -> _Stored:
        sessions = await stored.sessions_in_force(self.store, utc_now())
        return _Stored({session.digest: session for session in sessions}, await any_user(self.store))


def session_digest(secret: KeySecret, token: str) -> str:
    """The digest by which the session of a token is kept."""
    return secret.digest(f"session {token}")
