"""How the changes of a transaction are stored: one node, numbered by the last of them (docs/decisions/changes.md)."""

from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import NamedTuple

import orjson

from profile_service.domain.stewardship.changes import Change, ChangeKind, RecordedChange
from profile_service.store.engine.statements import NamedValues, Values


class Cause(NamedTuple):
    """Who causes the changes of a transaction, the reason that they give, and the id of their decision; each may be
    empty."""

    actor: str
    reason: str = ""
    decision: str = ""


class NewChanges(NamedTuple):
    """The changes of a transaction, before they are stored. `seq`: the number of the latest change before these;
    `versioned`: the profiles (ids) that have their next version already."""

    changes: Sequence[Change]
    seq: int
    cause: Cause
    versioned: Collection[str] = frozenset()

    @property
    def last(self) -> int:
        """The number of the last of them."""
        return self.seq + len(self.changes)


# The numbers have no gaps: they are given and committed with the changes, by one writer at a time.
KEEP_CHANGES = """
MATCH (lock:Lock {name: 'write'})
SET lock.seq = $seq
CREATE (c:Change {seq: $seq, first: $first, at: $at, actor: $actor, reason: $reason, decision: $decision,
  entries: $entries})
WITH c
UNWIND $shown AS id
MATCH (p:Profile {id: id})
SET p.version = p.version + 1, p.updated_at = $at
"""
"""Keep the changes, and increase the version of the profiles that show something new."""
LINK_CHANGES = """
MATCH (c:Change {seq: $seq})
UNWIND $lasting AS id
MATCH (p:Profile {id: id})
CREATE (c)-[:CHANGED]->(p)
"""
"""Link the changes with the profiles to whose history they belong."""


def changes_parameters(new: NewChanges, at: str) -> dict[str, object]:
    """The parameters of `KEEP_CHANGES`. What a profile shows when it is created, or comes back, has its version
    already."""
    changes, cause = new.changes, new.cause
    created = {c.profile for c in changes if c.kind is ChangeKind.CREATED}
    changed = {c.profile for c in changes if c.kind not in {ChangeKind.REMOVED, ChangeKind.ERASED}}
    joined = {id for c in changes if c.kind is ChangeKind.SPLIT for id in c.others}
    return {
        "seq": new.last,
        "first": new.seq + 1,
        "at": at,
        "actor": cause.actor,
        "reason": cause.reason or None,
        "decision": cause.decision or None,
        "entries": orjson.dumps(list(map(change_values, changes))).decode(),
        "shown": sorted((changed | joined) - created - set(new.versioned)),
    }


def link_parameters(new: NewChanges) -> dict[str, object] | None:
    """The parameters of `LINK_CHANGES`; None where the changes belong to no history."""
    lasting = {id for c in new.changes if c.is_lasting for id in (c.profile, *c.others)}
    return {"seq": new.last, "lasting": sorted(lasting)} if lasting else None


def recorded_changes(row: NamedValues) -> list[RecordedChange]:
    """The changes of one stored node, of which `row` has the columns first, at, actor and entries; reason and decision
    are empty where it has no such column."""
    reason, decision = row.get("reason") or "", row.get("decision") or ""
    return [
        RecordedChange(seq, row["at"], row["actor"], change_of(values), reason, decision)
        for seq, values in enumerate(orjson.loads(row["entries"]), start=row["first"])
    ]


_FIELDS = ("profile", "kind", "others", "records", "note")
change_values = attrgetter(*_FIELDS)
"""The values of a change in the order of `_FIELDS`, as JSON takes them: there a kind is its word."""


def change_of(values: Values) -> Change:
    """The change that `change_values` made these values of."""
    fields = dict(zip(_FIELDS, values, strict=True))
    return Change(
        profile=fields["profile"],
        kind=ChangeKind(fields["kind"]),
        others=tuple(fields["others"]),
        records=tuple(fields["records"]),
        note=fields["note"],
    )
