"""API keys: what is kept of each, and the form of the token that its holder sends."""

import re
from dataclasses import dataclass

from profile_service.domain.access.caller import caller_identity

TOKEN_PREFIX = "psk"  # noqa: S105  the start of every token is no secret
"""Says what a token is to those who find one, and to tools that look for secrets."""
_TOKEN = re.compile(rf"{TOKEN_PREFIX}_([a-z0-9]{{12}})_([A-Za-z0-9_-]{{43}})")


@dataclass(frozen=True, slots=True)
class AccessKey:
    """`digest`: of the token's secret, keyed by a secret outside the store; the token itself is kept nowhere. Times are
    fixed-width UTC text. `used_at`: of its last use, an hour late at most; None where it was never used. `origin`: id
    of the first key of the chain that this one continues by rotation; None of a first one."""

    id: str
    name: str
    role: str
    scopes: tuple[str, ...]
    digest: str
    created_at: str
    created_by: str
    expires_at: str
    revoked_at: str | None = None
    used_at: str | None = None
    origin: str | None = None

    @property
    def identity(self) -> str:
        """Of the holder: the same for a key and for those that it is rotated to."""
        return caller_identity("key", self.origin or self.id)

    def state(self, now: str) -> str:
        """`active`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "active"


@dataclass(frozen=True, slots=True)
class KeyToken:
    """A token in its parts. The secret is shown by no representation."""

    id: str
    secret: str

    def __repr__(self) -> str:
        return f"KeyToken({self.id!r}, …)"

    @property
    def text(self) -> str:
        return f"{TOKEN_PREFIX}_{self.id}_{self.secret}"


def key_token(text: str) -> KeyToken | None:
    """The parts of a token; None where the text has not the form of one."""
    match = _TOKEN.fullmatch(text)
    return KeyToken(match[1], match[2]) if match else None
