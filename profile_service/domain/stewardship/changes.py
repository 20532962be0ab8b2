"""Changes: what a committed transaction did to profiles, for those who keep a copy of them."""

from dataclasses import dataclass
from enum import Enum


class ChangeKind(Enum):
    CREATED = "created"
    MERGED = "merged"  # `others` are gone; they lead to this profile from now on
    SPLIT = "split"  # `records` left this profile for `others`
    ATTRIBUTES = "attributes"  # a record came, changed or went
    EVENTS = "events"  # events arrived or were taken back
    JUDGED = "judged"  # somebody judged its records, retracted that, or moved an identifier
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    REMOVED = "removed"  # its last record is gone, and no other profile took its place


LASTING = frozenset(ChangeKind) - {ChangeKind.CREATED, ChangeKind.ATTRIBUTES, ChangeKind.EVENTS}
"""The kinds that a profile's history tells; the others are as many as there are loads."""


@dataclass(frozen=True, slots=True)
class Change:
    """One visible change of one profile. `others`: profile ids; `records`: keys of the records that moved;
    `note`: the judgement's id, or what else names the cause."""

    profile: str
    kind: ChangeKind
    others: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change in its place: `seq` counts from 1 without gaps; `at` is fixed-width UTC text; `actor` caused it, and
    gave the `reason`, if any."""

    seq: int
    at: str
    actor: str
    change: Change
    reason: str = ""
