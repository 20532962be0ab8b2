"""Links that log somebody in once: made on the command line, by those who may do all to the store anyway."""

import secrets
from datetime import timedelta

from profile_service.domain.access.login_sessions import LoginLink
from profile_service.domain.values.times import parse_utc_text, utc_now, utc_text
from profile_service.service.access.key_secret import KeySecret, KeySecretPlace
from profile_service.service.declared.access import DeclaredAccess
from profile_service.store.access import login_sessions as stored
from profile_service.store.engine.store import Store

LINK_PATH = "/login/link"
_MINUTES = 15


class LoginLinks:
    """The links of one store. The token of one is returned once and kept nowhere."""

    def __init__(self, store: Store, place: KeySecretPlace, declared: DeclaredAccess) -> None:
        self._store = store
        self._place = place
        self._declared = declared

    async def create(self, name: str, role: str) -> tuple[LoginLink, str]:
        """A link that is valid for a quarter of an hour, and its token. Raises InvalidInput where there is no such
        role."""
        self._declared.role(role)
        token = secrets.token_urlsafe(32)
        expires_at = utc_text(parse_utc_text(utc_now()) + timedelta(minutes=_MINUTES))
        link = LoginLink(link_digest(self._place.create(), token), name, role, expires_at)
        await self._store.write(lambda tx: stored.keep_link(tx, link))
        return link, token


def link_digest(secret: KeySecret, token: str) -> str:
    """The digest by which the link of a token is kept."""
    return secret.digest(f"link {token}")


def link_address(server: str, token: str) -> str:
    """What its holder opens at a server such as `http://127.0.0.1:8000`."""
    return f"{server}{LINK_PATH}?token={token}"
