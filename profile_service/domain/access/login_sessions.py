"""Sessions of people who logged in, and links that log in once: what is kept of each."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from profile_service.domain.access.caller import caller_identity
from profile_service.domain.values.times import days_later

LoginMethod: TypeAlias = Literal["password", "link", "issuer"]
_MINUTES_A_DAY = 1_440


@dataclass(frozen=True, slots=True)
class LoginSession:
    """`digest`: of the text that the browser sends, keyed by a secret outside the store; the text is kept nowhere.
    `user`: the user whose password began it, None of other methods; `issuer`: where somebody logged in elsewhere, and
    `subject`: who they are there.
    `used_at`: of its last use, a minute late at most."""

    digest: str = field(repr=False)
    name: str
    role: str
    method: LoginMethod
    created_at: str
    used_at: str
    expires_at: str
    user: str | None = None
    issuer: str | None = None
    scopes: tuple[str, ...] = ()
    subject: str | None = None

    @property
    def identity(self) -> str:
        """Of who logged in: the same for each of their sessions, and for their tokens of the issuer."""
        if self.issuer is not None:
            return caller_identity("issuer", self.issuer, self.subject or self.name)
        return caller_identity(self.method, self.user or self.name)

    def is_over(self, now: str, idle_minutes: int) -> bool:
        """Whether it expired, or was not used for so many minutes."""
        return self.expires_at <= now or days_later(self.used_at, idle_minutes / _MINUTES_A_DAY) <= now


@dataclass(frozen=True, slots=True)
class LoginLink:
    """Logs its holder in once, by this name in this role."""

    digest: str = field(repr=False)
    name: str
    role: str
    expires_at: str
