"""Names under which keys, users and tokens change something: in histories, nobody may pass for another."""

import re

from profile_service.domain.resolution.judgements import BY_SOURCE
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.text import clean

_LIKE_A_SOURCE = re.compile(rf"\W*{BY_SOURCE[:-1]}\W*:", re.IGNORECASE)


def plain_name(name: str, what: str) -> str:
    """The name, tidy. Raises InvalidInput where it breaks a line, has signs that nobody sees or that turn the direction
    of a text, or begins as the actor of a source's own judgements does. `what` has the name, such as `the key`."""
    if not name.strip().isprintable():
        raise InvalidInput(f"{what}'s name has a line break or a sign that cannot be seen; write it plainly")
    tidy_name = clean(name)
    if _LIKE_A_SOURCE.match(tidy_name):
        raise InvalidInput(f"{what}'s name begins with {BY_SOURCE}, as the judgements of sources do; take another one")
    return tidy_name
