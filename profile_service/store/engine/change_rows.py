"""How a transaction's changes are stored: as one node, numbered by the last of them (docs/decisions/changes.md)."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import orjson

from profile_service.domain.stewardship.changes import LASTING, Change, ChangeKind, RecordedChange


class Cause(NamedTuple):
    """Who causes the changes of a transaction, and the reason that they give; either may be empty."""

    actor: str
    reason: str = ""


# The numbers have no gaps, for they are given and committed with the changes, one writer at a time.
KEEP_CHANGES = """
MATCH (lock:Lock {name: 'write'})
SET lock.seq = $seq
CREATE (c:Change {seq: $seq, first: $first, at: $at, actor: $actor, reason: $reason, entries: $entries})
WITH c
UNWIND $lasting AS id
MATCH (p:Profile {id: id})
CREATE (c)-[:CHANGED]->(p)
"""


def changes_row(changes: Sequence[Change], seq: int, at: str, cause: Cause) -> dict[str, Any]:
    """The parameters of `KEEP_CHANGES` where `seq` numbers were given before."""
    entries = [written(change) for change in changes]
    lasting = {id for c in changes if c.kind in LASTING for id in (c.profile, *c.others)}
    return {
        "seq": seq + len(entries),
        "first": seq + 1,
        "at": at,
        "actor": cause.actor,
        "reason": cause.reason or None,
        "entries": orjson.dumps(entries).decode(),
        "lasting": sorted(lasting),
    }


def recorded(row: Any) -> list[RecordedChange]:
    """The changes of one stored node, with columns first, at, actor and entries, and reason where it is wanted."""
    return [
        RecordedChange(seq, row["at"], row["actor"], read(*entry), row.get("reason") or "")
        for seq, entry in enumerate(orjson.loads(row["entries"]), start=row["first"])
    ]


def written(change: Change) -> list[Any]:
    """A change as JSON values."""
    return [change.profile, change.kind.value, list(change.others), list(change.records), change.note]


def read(profile: str, kind: str, others: Iterable[str], records: Iterable[str], note: str) -> Change:
    """The change that `written` wrote."""
    return Change(profile, ChangeKind(kind), tuple(others), tuple(records), note)
