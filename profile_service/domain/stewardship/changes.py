"""Changes: what a committed transaction did to profiles, for consumers that keep a copy of them."""

from dataclasses import dataclass
from enum import Enum


class ChangeKind(Enum):
    CREATED = "created"
    MERGED = "merged"  # `others` merged into this profile, and their ids lead to it from now on
    SPLIT = "split"  # `records` left this profile for `others`
    ATTRIBUTES = "attributes"  # a record was added, changed or removed
    EVENTS = "events"  # events were added, removed or moved
    JUDGED = "judged"  # somebody judged its records, retracted a judgement, or moved an identifier
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    REVEALED = "revealed"  # somebody was shown a value that is masked for them; `note` names it
    REMOVED = "removed"  # its last record was removed, and it merged into no other profile
    ERASED = "erased"  # its person was forgotten: whoever keeps a copy deletes it


LASTING = frozenset(ChangeKind) - {ChangeKind.CREATED, ChangeKind.ATTRIBUTES, ChangeKind.EVENTS, ChangeKind.ERASED}
"""The kinds that a profile's history lists whatever caused them. The others recur with every load; of a profile that is
erased there is no history."""


_EVENT_MOVED = "move event "


def event_moved_note(event: str) -> str:
    """The note of a change by which the event with this key was moved: `move event shopify:order:1001`."""
    return f"{_EVENT_MOVED}{event}"


def moved_event(note: str) -> str | None:
    """The key of the event that such a note names; None where a change has another note."""
    return note.removeprefix(_EVENT_MOVED) if note.startswith(_EVENT_MOVED) else None


@dataclass(frozen=True, slots=True)
class Change:
    """One visible change of one profile. `others`: profile ids; `records`: keys of the records that moved;
    `note`: the id of the judgement that caused it, or another name of the cause."""

    profile: str
    kind: ChangeKind
    others: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_lasting(self) -> bool:
        """Whether the histories of its profiles list it: of changes of events those that a steward decided, which have
        a note."""
        return self.kind in LASTING or (self.kind is ChangeKind.EVENTS and bool(self.note))


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change in the feed: `seq` counts from 1 without gaps; `at` is fixed-width UTC text; `actor` caused it,
    and gave the `reason`, if any. `decision`: the id of the steward's decision that it is part of, empty for others."""

    seq: int
    at: str
    actor: str
    change: Change
    reason: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class StoreState:
    """`id` is given to a store once and never changes; None where nothing was ever written. `last_seq`: the number of
    the latest change, 0 where there is none. A store that was built anew has another id, one that was set back to a
    backup the same id and a smaller number."""

    id: str | None
    last_seq: int
