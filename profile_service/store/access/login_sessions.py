"""Sessions and one-time links as the store keeps them: digests, never what a browser sends."""

from collections.abc import Mapping

from profile_service.domain.access.login_sessions import LoginLink, LoginSession
from profile_service.store.engine.statements import NamedValues, as_return
from profile_service.store.engine.store import Store, WriteTransaction

_PROPERTIES = ("name", "role", "method", "created_at", "used_at", "expires_at", "user", "issuer", "scopes", "subject")
_COLUMNS = {"digest": "s.id"} | {name: f"s.{name}" for name in _PROPERTIES}
_IN_FORCE = f"""
MATCH (s:AccessSession)
WHERE s.expires_at > $now
RETURN {as_return(_COLUMNS)}
"""


async def sessions_in_force(store: Store, now: str) -> list[LoginSession]:
    """Those that have not expired; some of them may have been idle for too long."""
    return [_session(row.data()) for row in await store.read(_IN_FORCE, now=now)]


_BEGIN = """
CREATE (s:AccessSession {id: $digest})
SET s += $properties
"""
_END_EXPIRED = """
MATCH (s:AccessSession)
WHERE s.expires_at <= $now
DELETE s
"""


async def begin(tx: WriteTransaction, session: LoginSession) -> None:
    """Write a new session, and delete those that have expired."""
    await tx.run(_END_EXPIRED, now=session.created_at)
    properties = {name: getattr(session, name) for name in _PROPERTIES}
    await tx.run(_BEGIN, digest=session.digest, properties={**properties, "scopes": " ".join(session.scopes)})


_END = """
MATCH (s:AccessSession {id: $digest})
DELETE s
"""


async def end(tx: WriteTransaction, digest: str) -> None:
    await tx.run(_END, digest=digest)


_END_OF_USER = """
MATCH (s:AccessSession)
WHERE s.user = $user
DELETE s
"""


async def end_of_user(tx: WriteTransaction, user: str) -> None:
    """Delete all sessions that the user's password began."""
    await tx.run(_END_OF_USER, user=user)


_USED = """
UNWIND $uses AS use
MATCH (s:AccessSession {id: use.digest})
SET s.used_at = use.at
"""


async def note_use(tx: WriteTransaction, uses: Mapping[str, str]) -> None:
    """`uses`: digest → time of the last use."""
    await tx.run(_USED, uses=[{"digest": digest, "at": at} for digest, at in uses.items()])


_KEEP_LINK = """
CREATE (l:AccessLink {id: $digest, name: $name, role: $role, expires_at: $expires_at})
"""


async def keep_link(tx: WriteTransaction, link: LoginLink) -> None:
    await tx.run(_KEEP_LINK, digest=link.digest, name=link.name, role=link.role, expires_at=link.expires_at)


_LINK = """
MATCH (l:AccessLink {id: $digest})
RETURN l.id AS digest, l.name AS name, l.role AS role, l.expires_at AS expires_at
"""
_FORGET_LINKS = """
MATCH (l:AccessLink)
WHERE l.id = $digest OR l.expires_at <= $now
DELETE l
"""


async def take_link(tx: WriteTransaction, digest: str, now: str) -> LoginLink | None:
    """The link, which is deleted with those that have expired, so that nobody takes it again. None where there is none
    in force."""
    rows = await tx.run(_LINK, digest=digest)
    await tx.run(_FORGET_LINKS, digest=digest, now=now)
    links = [LoginLink(**row.data()) for row in rows]
    return next((link for link in links if link.expires_at > now), None)


def _session(values: NamedValues) -> LoginSession:
    return LoginSession(**{**values, "scopes": tuple(values["scopes"].split())})
