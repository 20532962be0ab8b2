"""How a transaction's changes are stored: as one node, numbered by the last of them (docs/decisions/changes.md)."""

from collections.abc import Sequence
from typing import Any

import orjson

from profile_service.domain.changes import LASTING, Change, ChangeKind, Recorded

# The numbers have no gaps, for they are given and committed with the changes, one writer at a time.
KEEP_CHANGES = """
MATCH (lock:Lock {name: 'write'})
SET lock.seq = $seq
CREATE (c:Change {seq: $seq, first: $first, at: $at, actor: $actor, entries: $entries})
WITH c
UNWIND $lasting AS id
MATCH (p:Profile {id: id})
CREATE (c)-[:CHANGED]->(p)
"""


def changes_row(changes: Sequence[Change], seq: int, at: str, actor: str) -> dict[str, Any]:
    """The parameters of `KEEP_CHANGES` where `seq` numbers were given before."""
    entries = [[c.profile, c.kind.value, list(c.others), list(c.records), c.note] for c in changes]
    lasting = {id for c in changes if c.kind in LASTING for id in (c.profile, *c.others)}
    return {
        "seq": seq + len(entries),
        "first": seq + 1,
        "at": at,
        "actor": actor,
        "entries": orjson.dumps(entries).decode(),
        "lasting": sorted(lasting),
    }


def recorded(row: Any) -> list[Recorded]:
    """The changes of one stored node, with columns first, at, actor and entries."""
    return [
        Recorded(seq, row["at"], row["actor"], Change(profile, ChangeKind(kind), tuple(others), tuple(records), note))
        for seq, (profile, kind, others, records, note) in enumerate(orjson.loads(row["entries"]), start=row["first"])
    ]
