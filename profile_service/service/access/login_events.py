"""What happens at the door: each login, refusal and logout comes through here."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from profile_service.domain.access.login_sessions import LoginMethod

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoginEvent:
    """`name`: of whom it is known that there is such a person, else None: what was typed there may be a password."""

    kind: Literal["login", "refusal", "logout"]
    method: LoginMethod
    name: str | None
    role: str | None = None


NoteLogin: TypeAlias = Callable[[LoginEvent], Awaitable[None]]
"""Keeps what happened; where it raises, nobody is let in."""


async def log_login(event: LoginEvent) -> None:
    """Write it to the log, without the name: logs hold no personal data."""
    if event.kind == "refusal":
        whom = "nobody known" if event.name is None else "somebody known"
        _LOG.warning("login refused: by %s, of %s", event.method, whom)
    else:
        _LOG.info("%s: by %s, in the role %s", event.kind, event.method, event.role)
