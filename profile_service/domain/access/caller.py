"""Callers: who asks, in which role, with which rights."""

from dataclasses import dataclass

from profile_service.domain.access.rights import UNRESTRICTED, Rights
from profile_service.domain.values.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Caller:
    """`name` is the actor of what they change. `rights`: those of the role, narrowed by what the key or token allows.

    `names_actors`: they may say who decided, for nobody checked who they are.
    """

    name: str
    role: str
    rights: Rights
    names_actors: bool = False

    def actor(self, named: str | None) -> str:
        """The actor of a command that names one, or none. Raises Forbidden where it is not the caller."""
        if named is None or named == self.name:
            return self.name
        if self.names_actors:
            return named
        raise Forbidden(f"the actor is who asks, here {self.name}; leave it out")


LOCAL = Caller("local", "admin", UNRESTRICTED, names_actors=True)
"""Whoever works on the machine itself: on the command line, or at a server that only this machine reaches and for which
no access is configured."""
