"""Claims: which record states which identifier, since when, and what has become of that."""

from typing import NamedTuple

from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.values.identifiers import Identifier


class Claim(NamedTuple):
    """A record's claim on an identifier, as it is stored; times are fixed-width UTC text.

    `record`: the record's key. `holders`: how many records of the whole graph claim the identifier. `ended_at`: when a
    newer claim of somebody else ended this one. `contested_since` and `obstacle`: since when, and for which reason, the
    identifier has holders that were not merged. `disowned_at` and `disowned_by`: when a steward took the identifier
    from the record, and who. `given_by`: the steward who gave it to the record, None where the record's source states
    it.

    A tuple, because a load decodes one for every identifier of every record that it touches.
    """

    record: str
    identifier: Identifier
    first_seen: str
    last_seen: str
    holders: int = 1
    ended_at: str | None = None
    contested_since: str | None = None
    obstacle: str | None = None
    disowned_at: str | None = None
    disowned_by: str | None = None
    given_by: str | None = None

    @property
    def is_contested(self) -> bool:
        return self.contested_since is not None

    @property
    def is_disowned(self) -> bool:
        return self.disowned_at is not None

    @property
    def is_canonical(self) -> bool:
        """Whether the rules derived it from another claim of the record, so that nobody stated it."""
        return self.identifier.type.endswith(CANONICAL)


_MOVED = "move identifier "
_FORMER_MOVED = "claim "  # in the history of stores that an earlier version wrote


def moved_note(type: str) -> str:
    """The note of a change by which an identifier of this type was moved: `move identifier email`."""
    return f"{_MOVED}{type}"


def moved_type(note: str) -> str | None:
    """The type of the identifier that such a note names; None where a change has another note."""
    for prefix in (_MOVED, _FORMER_MOVED):
        if note.startswith(prefix):
            return note.removeprefix(prefix)
    return None
