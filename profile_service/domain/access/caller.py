"""Callers: who asks, in which role, with which rights."""

import hashlib
from dataclasses import dataclass
from typing import Literal, TypeAlias

from profile_service.domain.access.rights import NOTHING, UNRESTRICTED, Rights
from profile_service.domain.values.errors import Forbidden

CallerKind: TypeAlias = Literal["local", "key", "token", "user", "os", "unknown"]
"""How we know who asks: `local` and `os` are on the machine itself, without a key and by a command."""


@dataclass(frozen=True, slots=True)
class Caller:
    """`name` is the actor of what they change. `rights`: those of the role, narrowed by what the key or token allows.

    `names_actors`: they may say who decided, for nobody checked who they are. `identity`: tells them from others of the
    same name; empty where nobody checked who they are.
    """

    name: str
    role: str
    rights: Rights
    names_actors: bool = False
    kind: CallerKind = "local"
    identity: str = ""

    def actor(self, named: str | None) -> str:
        """The actor of a command that names one, or none. Raises Forbidden where it is not the caller."""
        if named is None or named == self.name:
            return self.name
        if self.names_actors:
            return named
        raise Forbidden(f"the actor is who asks, here {self.name}; leave it out")


def caller_identity(*parts: str) -> str:
    """What tells a caller from others, as a digest that stays the same: how we know who they are, and the key's id or
    the name of the user, or the issuer and who they are there."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


LOCAL = Caller("local", "admin", UNRESTRICTED, names_actors=True)
"""Whoever works on the machine itself: on the command line, or at a server that only this machine reaches and for which
no access is configured."""

UNKNOWN = Caller("", "", NOTHING, kind="unknown")
"""Whoever sent no key or token, or none that is valid: they may do nothing."""
