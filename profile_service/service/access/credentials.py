"""Who a request comes from, by what it carries: a key, or nothing at a server that only this machine reaches."""

from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.access.keys import AccessKey, key_token
from profile_service.domain.access.rights import scoped_rights
from profile_service.domain.values.errors import InvalidInput, Unauthenticated
from profile_service.domain.values.times import utc_now
from profile_service.service.access.bearer_tokens import BearerTokens
from profile_service.service.access.current_keys import CurrentKeys
from profile_service.service.access.key_secret import KeySecret, KeySecretPlace
from profile_service.service.declared.access import DeclaredAccess

_REFUSED = "the key or token is not valid, or no longer; ask for a new one"


class Credentials:
    """Finds the caller of each request. `only_local`: no other machine reaches the server."""

    def __init__(self, keys: CurrentKeys, place: KeySecretPlace, declared: DeclaredAccess, *, only_local: bool) -> None:
        self._keys = keys
        self._place = place
        self._secret: KeySecret | None = None
        self._declared = declared
        self._only_local = only_local
        self._tokens = BearerTokens(declared)

    async def bearer(self, text: str) -> Caller:
        """The caller who sends this key or token. Raises Unauthenticated, the same for whatever is wrong with it."""
        if "." in text:
            return await self._tokens.caller(text)
        key = await self._key(text)
        if key is None:
            raise Unauthenticated(_REFUSED)
        self._keys.note_use(key)
        return self._caller(key)

    async def anonymous(self, *, forwarded: bool) -> Caller:
        """The caller who sends nothing. `forwarded`: the request came through a proxy, so from anywhere.

        Raises Unauthenticated, but where only this machine reaches the server and no access was configured.
        """
        if forwarded or not self._only_local or self._declared.issuers or not await self._keys.is_empty():
            raise Unauthenticated("say who asks: send a key or token as `Authorization: Bearer …`")
        return LOCAL

    async def _key(self, text: str) -> AccessKey | None:
        token = key_token(text)
        key = await self._keys.key(token.id) if token else None
        if key is None or not self._matches(text, key):
            return None
        return key if key.state(utc_now()) == "active" else None

    def _matches(self, text: str, key: AccessKey) -> bool:
        """The secret is read when the first key is used: it may have been made since the server started."""
        self._secret = self._secret or self._place.read()
        return self._secret is not None and self._secret.matches(text, key.digest)

    def _caller(self, key: AccessKey) -> Caller:
        try:
            role = self._declared.role(key.role)
        except InvalidInput as error:
            raise Unauthenticated(_REFUSED) from error
        return Caller(key.name, key.role, role.within(scoped_rights(key.scopes)))
