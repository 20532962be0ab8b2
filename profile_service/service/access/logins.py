"""Logging in and out: by password, by a link that works once, or by what an issuer says of somebody."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta

from profile_service.domain.access.login_sessions import LoginMethod, LoginSession
from profile_service.domain.access.users import User, user_name
from profile_service.domain.values.errors import InvalidInput, Unauthenticated
from profile_service.domain.values.times import parse_utc_text, utc_now, utc_text
from profile_service.service.access.bearer_tokens import IssuedIdentity
from profile_service.service.access.current_sessions import CurrentSessions, session_digest
from profile_service.service.access.key_secret import KeySecretPlace
from profile_service.service.access.login_events import LoginEvent, NoteLogin
from profile_service.service.access.login_links import link_digest
from profile_service.service.access.login_tries import LoginTries
from profile_service.service.access.passwords import Passwords, is_outdated
from profile_service.service.declared.access import DeclaredAccess
from profile_service.store.access import login_sessions as stored
from profile_service.store.access import users as stored_users
from profile_service.store.engine.store import WriteTransaction

_WRONG = "the name or the password is not right"
_USED_LINK = "this link was used already, or is too old; ask for a new one"
_MAX_TOKEN = 100


@dataclass(frozen=True, slots=True)
class LoginTerms:
    """`hours`: after which every session ends; `note`: keeps each login, refusal and logout; `tries`: where it is
    counted how often somebody tried."""

    hours: int
    note: NoteLogin
    tries: LoginTries = field(default_factory=LoginTries)


class Logins:
    """Begins and ends sessions. What begins one returns its token, which only the browser keeps."""

    def __init__(
        self,
        place: KeySecretPlace,
        declared: DeclaredAccess,
        current: CurrentSessions,
        terms: LoginTerms,
    ) -> None:
        self._store = current.store
        self._place = place
        self._declared = declared
        self._current = current
        self._hours = terms.hours
        self._note = terms.note
        self._passwords = Passwords()
        self._tries = terms.tries

    async def by_password(self, name: str, password: str, address: str) -> str:
        """Raises Unauthenticated, the same for a wrong name, a wrong password and a disabled user, and TooManyTries."""
        folded, user = _name(name), None
        try:
            self._tries.count(folded, address)
            user = await stored_users.user(self._store.read, folded)
            session, token = await self._user_session(user, password)
        except Unauthenticated:
            await self._note(LoginEvent("refusal", "password", user.name if user else None))
            raise
        self._tries.succeeded(folded, address)
        return await self._begun(session, token)

    async def _user_session(self, user: User | None, password: str) -> tuple[LoginSession, str]:
        """A new session of a user, if it is their password. Raises Unauthenticated."""
        hash = user.password if user is not None and user.state == "active" else None
        if not await self._passwords.matches(password, hash) or user is None or user.role not in self._declared.roles:
            raise Unauthenticated(_WRONG)
        session, token = self._new("password", user.name, user.role)
        again = await self._passwords.hashed(password) if is_outdated(user.password) else user.password
        begun = replace(user, password=again, logged_in_at=session.created_at)
        if not await self._store.write(lambda tx: begin_of_user(tx, user, begun, session)):
            raise Unauthenticated(_WRONG)
        return session, token

    async def by_link(self, link: str) -> str:
        """Raises Unauthenticated where the link is unknown, used or too old."""
        digest, now = link_digest(self._place.create(), link[:_MAX_TOKEN]), utc_now()

        async def begin(tx: WriteTransaction) -> tuple[LoginSession, str] | None:
            taken = await stored.take_link(tx, digest, now)
            if taken is None:
                return None
            made = self._new("link", taken.name, taken.role)
            await stored.begin(tx, made[0])
            return made

        made = await self._store.write(begin)
        if made is None:
            await self._note(LoginEvent("refusal", "link", None))
            raise Unauthenticated(_USED_LINK)
        return await self._begun(*made)

    async def by_issuer(self, identity: IssuedIdentity) -> str:
        """The identity was checked."""
        session, token = self._new("issuer", identity.name, identity.role)
        session = replace(session, issuer=identity.issuer, scopes=identity.scopes, subject=identity.subject)
        await self._store.write(lambda tx: stored.begin(tx, session))
        return await self._begun(session, token)

    async def refuse_issued(self) -> None:
        """Note that somebody came back from an issuer with something that is not valid."""
        await self._note(LoginEvent("refusal", "issuer", None))

    async def end(self, token: str) -> None:
        """End a session, if there is one, in all processes."""
        secret = self._place.read()
        session = await self._current.session(session_digest(secret, token)) if secret else None
        if session is not None:
            await self._store.write(lambda tx: stored.end(tx, session.digest))
            await self._current.renew()
            await self._note(LoginEvent("logout", session.method, session.name, session.role))

    def _new(self, method: LoginMethod, name: str, role: str) -> tuple[LoginSession, str]:
        token, now = secrets.token_urlsafe(32), utc_now()
        expires_at = utc_text(parse_utc_text(now) + timedelta(hours=self._hours))
        digest = session_digest(self._place.create(), token)
        user = name if method == "password" else None
        return LoginSession(digest, name, role, method, now, now, expires_at, user), token

    async def _begun(self, session: LoginSession, token: str) -> str:
        await self._current.renew()
        await self._note(LoginEvent("login", session.method, session.name, session.role))
        return token


async def begin_of_user(tx: WriteTransaction, tested: User, begun: User, session: LoginSession) -> bool:
    """Write the session, and what the login changes of the user. False, and nothing written, where the user was changed
    since the password was tested: a change ends sessions, this one too."""
    if await stored_users.user(tx.run, tested.name) != tested:
        return False
    await stored_users.put(tx, begun)
    await stored.begin(tx, session)
    return True


def _name(text: str) -> str:
    """The name as users are kept by; what cannot be one is nobody's."""
    try:
        return user_name(text)
    except InvalidInput:
        return ""
