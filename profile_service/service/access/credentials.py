"""Who a request comes from, by what it carries: a key or token, a session, or nothing at a server that only this
machine reaches."""

from profile_service.domain.access.caller import LOCAL, Caller, CallerKind
from profile_service.domain.access.keys import AccessKey, key_token
from profile_service.domain.access.login_sessions import LoginSession
from profile_service.domain.access.rights import scoped_rights
from profile_service.domain.values.errors import Unauthenticated
from profile_service.domain.values.times import utc_now
from profile_service.service.access.bearer_tokens import BearerTokens
from profile_service.service.access.current_keys import CurrentKeys
from profile_service.service.access.current_sessions import CurrentSessions, session_digest
from profile_service.service.access.key_secret import KeySecret, KeySecretPlace
from profile_service.service.declared.access import DeclaredAccess

_MAX_SESSION_TOKEN = 100
_REFUSED = "the key or token is not valid, or no longer; ask for a new one"


class Credentials:
    """Finds the caller of each request. `only_local`: no other machine reaches the server."""

    def __init__(
        self,
        keys: CurrentKeys,
        sessions: CurrentSessions,
        place: KeySecretPlace,
        declared: DeclaredAccess,
        *,
        only_local: bool,
    ) -> None:
        self._keys = keys
        self._sessions = sessions
        self._place = place
        self._secret: KeySecret | None = None
        self._declared = declared
        self._only_local = only_local
        self.tokens = BearerTokens(declared)

    async def bearer(self, text: str) -> Caller:
        """The caller who sends this key or token. Raises Unauthenticated, the same for whatever is wrong with it."""
        if "." in text:
            return await self.tokens.caller(text)
        key = await self._key(text)
        if key is None or key.role not in self._declared.roles:
            raise Unauthenticated(_REFUSED)
        self._keys.note_use(key)
        return self._caller("key", key)

    async def session(self, token: str, *, is_use: bool = True) -> Caller | None:
        """The caller whose browser sends this token; None where there is no such session, or no longer. `is_use`:
        somebody does something, which keeps the login alive."""
        secret = self._key_secret()
        if secret is None or len(token) > _MAX_SESSION_TOKEN:
            return None
        session = await self._sessions.session(session_digest(secret, token), is_use=is_use)
        if session is None or session.role not in self._declared.roles:
            return None
        if session.issuer is not None and session.issuer not in {each.issuer for each in self._declared.issuers}:
            return None
        return self._caller("user", session)

    async def anonymous(self, *, forwarded: bool) -> Caller:
        """The caller who sends nothing. `forwarded`: the request came through a proxy, so from anywhere.

        Raises Unauthenticated, but where only this machine reaches the server and no access was configured.
        """
        if forwarded or not self._only_local or await self.are_configured():
            raise Unauthenticated("say who asks: send a key or token as `Authorization: Bearer …`, or log in at /login")
        return LOCAL

    async def are_configured(self) -> bool:
        """Whether a key or a user was ever made, or an issuer is declared. Raises StoreError where that is unknown."""
        return bool(self._declared.issuers or not await self._keys.is_empty() or await self.has_users())

    async def has_users(self) -> bool:
        """Whether a user was ever made. Raises StoreError where that cannot be read."""
        return await self._sessions.has_users()

    async def _key(self, text: str) -> AccessKey | None:
        token = key_token(text)
        key = await self._keys.key(token.id) if token else None
        if key is None or not self._matches(text, key):
            return None
        return key if key.state(utc_now()) == "active" else None

    def _matches(self, text: str, key: AccessKey) -> bool:
        secret = self._key_secret()
        return secret is not None and secret.matches(text, key.digest)

    def _key_secret(self) -> KeySecret | None:
        """It is read when it is first needed: it may have been made since the server started."""
        self._secret = self._secret or self._place.read()
        return self._secret

    def _caller(self, kind: CallerKind, by: AccessKey | LoginSession) -> Caller:
        rights = self._declared.role(by.role).within(scoped_rights(by.scopes))
        return Caller(by.name, by.role, rights, kind=kind, identity=by.identity)
