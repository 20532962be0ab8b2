"""Events attached to their records, and removed from them, together with their counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from profile_service.domain.search.references import plain_key
from profile_service.domain.sources.events import Subject, SubjectLabel
from profile_service.domain.sources.items import EventDeletion
from profile_service.domain.values.errors import StoreRejected
from profile_service.domain.values.times import utc_now
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.sources.event_rows import PROPERTIES, EventRow, deletion_digest
from profile_service.store.sources.tallies import APPEND, COMPACT_AT, COUNTED_COLUMNS, LONG, uncount

# The smallest name wins. Who was shown another one before learns of it by the count (`store/profile/current_versions`).
_KEEP_SUBJECTS = """
UNWIND $rows AS row
MERGE (s:{label} {key: row.key})
ON CREATE SET s.name = row.name
WITH s, row
WHERE row.name IS NOT NULL AND (s.name IS NULL OR s.name > row.name)
SET s.name = row.name
RETURN count(s) AS renamed
"""
_COUNT_RENAMINGS = "MATCH (lock:Lock {name: 'write'}) SET lock.renamings = coalesce(lock.renamings, 0) + 1"


async def keep_subjects(tx: WriteTransaction, subjects: Iterable[Subject]) -> None:
    """Make sure that the subjects of events exist."""
    renamed = 0
    by_label: dict[SubjectLabel, dict[str, str]] = defaultdict(dict)
    # The smallest name first, so that the order in which names come makes no difference.
    for subject in sorted(subjects, key=lambda s: (not s.name, s.name)):
        by_label[subject.label].setdefault(subject.key, subject.name)
    for label, names in sorted(by_label.items()):
        rows = [{"key": key, "name": name or None} for key, name in sorted(names.items())]
        renamed += (await tx.run(_KEEP_SUBJECTS.replace("{label}", label), rows=rows))[0]["renamed"]
    if renamed:
        await tx.run(_COUNT_RENAMINGS)


# Since when the record has no events. What is taken away later does not set it back, and a record whose events were
# attached before this was kept has none.
LATEST = """CASE
  WHEN coalesce(r.tally, '') = '' OR r.latest_event_at < group.latest THEN group.latest
  ELSE r.latest_event_at END"""
"""Cypher: since when a record `r` has no events, once those of a `group` are attached."""
# One statement finds the record, counts the events on it and attaches them. It returns one row; a row per event would
# cost as much again. The row: how many events it attached (none whose record is missing), the records' profiles, and
# the records whose tallies have grown long.
_ATTACH = f"""
UNWIND $groups AS group
MATCH (r:SourceRecord {{key: group.record}})-[:OF]->(p:Profile)
SET r.latest_event_at = {LATEST},
  {APPEND}<version>
WITH r, p, group
UNWIND group.events AS row
<subject>
CREATE (r)<-[:BY]-(e:Event:<label> {{<properties>}})
<about>
RETURN count(e) AS attached, collect(DISTINCT p.id) AS profiles,
  collect(DISTINCT CASE WHEN {LONG} THEN r.key END) AS long
"""
# A profile has several records, and one time of change: so its version moves once for a transaction.
_NEXT_VERSION = """,
  p.version = CASE p.updated_at WHEN $now THEN p.version ELSE p.version + 1 END, p.updated_at = $now"""


@cache
def _attach_statement(label: str, about: SubjectLabel | None, *, versioned: bool) -> str:
    """The text for events of a label whose first subject is of the label `about`; labels cannot be parameters.
    `versioned`: the profiles get their next version."""
    properties = ", ".join(f"{name}: row[{place}]" for place, name in enumerate(PROPERTIES[label], start=1))
    return (
        _ATTACH.replace("<version>", _NEXT_VERSION if versioned else "")
        .replace("<subject>", f"MATCH (s:{about} {{key: row[0]}})" if about else "")
        .replace("<about>", "CREATE (e)-[:ABOUT]->(s)" if about else "")
        .replace("<label>", label)
        .replace("<properties>", properties)
    )


@dataclass(frozen=True, slots=True)
class AttachedEvents:
    """`missing`: keys of records that are not stored, whose events were not attached; `long`: keys of records whose
    tally is to be compacted; `profiles`: ids of the profiles that have new events."""

    missing: frozenset[str]
    long: frozenset[str]
    profiles: frozenset[str]


async def attach(tx: WriteTransaction, events: Sequence[EventRow]) -> AttachedEvents:
    """Attach new events to their records, with counts, subjects and lines. The subjects must exist.

    Where the transaction did nothing to profiles before, those that have new events get their next version here: their
    nodes are at hand, which spares the closing statement to look each of them up.
    """
    now = utc_now() if not tx.changes else None
    missing: set[str] = set()
    long: set[str] = set()
    profiles: set[str] = set()
    for (label, about), same_shape in _by_shape(events).items():
        groups = _by_record(same_shape)
        statement = _attach_statement(label, about, versioned=now is not None)
        row = (await tx.run(statement, groups=groups, compact_at=COMPACT_AT, now=now))[0]
        long.update(row["long"])
        profiles.update(row["profiles"])
        if row["attached"] < len(same_shape):
            missing |= await _missing_records(tx, same_shape, attached=row["attached"])
    if now:
        tx.versioned |= profiles
    attached = [event for event in events if event.record not in missing]
    await _attach_more_subjects(tx, attached)
    await _attach_lines(tx, attached)
    return AttachedEvents(frozenset(missing), frozenset(long), frozenset(profiles))


_PRESENT = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
RETURN collect(r.key) AS present
"""


async def _missing_records(tx: WriteTransaction, events: Sequence[EventRow], *, attached: int) -> set[str]:
    """Keys of the records that are not stored, where fewer than these events could be attached. Raises StoreRejected
    where that does not explain it."""
    keys = {event.record for event in events}
    missing = keys - set((await tx.run(_PRESENT, keys=sorted(keys)))[0]["present"])
    if sum(event.record not in missing for event in events) != attached:
        raise StoreRejected("the store no longer holds what an event is about; load the file again")
    return missing


def _by_shape(events: Iterable[EventRow]) -> dict[tuple[str, SubjectLabel | None], list[EventRow]]:
    """The events by their label and that of their first subject."""
    shapes: dict[tuple[str, SubjectLabel | None], list[EventRow]] = defaultdict(list)
    for event in events:
        shapes[event.label, event.about[0].label if event.about else None].append(event)
    return shapes


def _by_record(events: Iterable[EventRow]) -> list[dict[str, object]]:
    by_record: dict[str, list[EventRow]] = defaultdict(list)
    for event in events:
        by_record[event.record].append(event)
    return [
        {
            "record": record,
            "tally": "".join([e.tally for e in of_record]),
            "latest": max([e.occurred_at for e in of_record]),
            "events": [e.values for e in of_record],
        }
        for record, of_record in sorted(by_record.items())
    ]


_ATTACH_MORE_SUBJECTS = """
UNWIND $rows AS row
MATCH (e:Event {key: row.event})
MATCH (s:{label} {key: row.subject})
CREATE (e)-[:ABOUT]->(s)
"""


async def _attach_more_subjects(tx: WriteTransaction, events: Iterable[EventRow]) -> None:
    by_label: dict[str, list[dict[str, str]]] = defaultdict(list)
    for event in events:
        for subject in event.about[1:]:
            by_label[subject.label].append({"event": event.key, "subject": subject.key})
    for label, rows in sorted(by_label.items()):
        await tx.run(_ATTACH_MORE_SUBJECTS.replace("{label}", label), rows=rows)


# A row: event, product, position, quantity, price, discount and details.
_ATTACH_LINES = """
UNWIND $rows AS row
MATCH (e:Event {key: row[0]})
MATCH (p:Product {key: row[1]})
CREATE (e)-[:LINE {
  position: row[2], quantity: row[3], price_minor: row[4], discount_minor: row[5], details: row[6]
}]->(p)
"""


async def _attach_lines(tx: WriteTransaction, events: Iterable[EventRow]) -> None:
    rows = [row for event in events for row in event.lines]
    if rows:
        await tx.run(_ATTACH_LINES, rows=rows)


_COUNTED = f"""
UNWIND $keys AS key
MATCH (e:Event {{key: key}})-[:BY]->(r:SourceRecord)-[:OF]->(p:Profile)
RETURN p.id AS profile, r.key AS record, {COUNTED_COLUMNS}
"""
_DELETE = """
UNWIND $keys AS key
MATCH (e:Event {key: key})
DETACH DELETE e
"""


async def remove(tx: WriteTransaction, keys: Sequence[str]) -> set[str]:
    """Delete events, and take them off the tallies of their records; returns the ids of the records' profiles."""
    if not keys:
        return set()
    counted = await tx.run(_COUNTED, keys=list(keys))
    await uncount(tx, counted)
    await tx.run(_DELETE, keys=list(keys))
    return {row["profile"] for row in counted}


_KEEP_DELETIONS = """
UNWIND $rows AS row
MERGE (e:Event {key: row.key})
SET e.digest = row.digest, e.reference_key = row.number, e.former_record = row.record
"""


async def keep_deletions(
    tx: WriteTransaction, deletions: Mapping[str, str], merged: Mapping[str, EventDeletion]
) -> None:
    """Keep that events were deleted, and when (event key → time): nothing but that stays of them, and an older row that
    comes later meets it. Of those that were `merged` into others (by key) their number and their record stay too."""
    if deletions:
        rows = [_deletion_row(key, at, merged.get(key)) for key, at in sorted(deletions.items())]
        await tx.run(_KEEP_DELETIONS, rows=rows)


def _deletion_row(key: str, at: str, merged: EventDeletion | None) -> dict[str, str | None]:
    number = plain_key(merged.number) if merged and merged.number else None
    record = merged.record if merged else None
    return {"key": key, "digest": deletion_digest(at), "number": number, "record": record}
