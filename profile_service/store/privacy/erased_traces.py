"""Traces of erased records in what stays: the feed of changes, decisions, answers, judgements and merges."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson

from profile_service.store.engine.store import WriteTransaction

_CHANGES = """
UNWIND $ids AS id
MATCH (:Profile {id: id})<-[:CHANGED]-(c:Change)
RETURN DISTINCT c.seq AS seq, c.entries AS entries
"""
_SET_ENTRIES = """
UNWIND $rows AS row
MATCH (c:Change {seq: row.seq})
SET c.entries = row.entries, c.reason = null
"""


async def clear_changes(tx: WriteTransaction, profiles: Collection[str], records: Collection[str]) -> int:
    """Take the keys of the records, and the notes and reasons of what was done to them, out of the histories of the
    profiles (ids), which keep what the feed needs: ids. Returns how many of its nodes were changed."""
    cleared = []
    for row in await tx.run(_CHANGES, ids=sorted(profiles)):
        before = orjson.loads(row["entries"])
        after = [_cleared(entry, set(profiles), records) for entry in before]
        if after != before:
            cleared.append({"seq": row["seq"], "entries": orjson.dumps(after).decode()})
    if cleared:
        await tx.run(_SET_ENTRIES, rows=cleared)
    return len(cleared)


def _cleared(entry: Sequence[Any], profiles: set[str], records: Collection[str]) -> list[Any]:
    """A change without the records (keys), and without its note where it is about them or one of the profiles (ids)."""
    profile, kind, others, moved, note = entry
    kept = [key for key in moved if key not in records]
    concerns = kept != moved or not profiles.isdisjoint([profile, *others]) or any(key in note for key in records)
    return [profile, kind, others, kept, "" if concerns else note]


# A scan of all decisions, of which there are few.
_DECISIONS = """
MATCH (d:Decision)
WHERE any(key IN coalesce(d.records, []) WHERE key IN $records) OR d.event IN $events
RETURN d.id AS id, d.event AS event, [key IN coalesce(d.records, []) WHERE NOT key IN $records] AS others,
  d.rules IS NOT NULL AS is_of_rules
"""
_DELETE_DECISIONS = """
UNWIND $ids AS id
MATCH (d:Decision {id: id})
DETACH DELETE d
"""
_CLEAR_DECISIONS = """
UNWIND $ids AS id
MATCH (d:Decision {id: id})
SET d.records = [key IN coalesce(d.records, []) WHERE NOT key IN $records], d.reason = null
"""


async def clear_decisions(tx: WriteTransaction, records: Collection[str], events: Collection[str]) -> int:
    """Delete the decisions about nothing but these records and events (keys), and those that moved an event from or to
    them; of others take the records and the reason away, so that they can be undone for the
    rest. Returns how many they are."""
    keys = {"records": sorted(records), "events": sorted(events)}
    gone, kept, moved = [], [], []
    for row in await tx.run(_DECISIONS, **keys):
        if row["is_of_rules"]:
            continue
        if row["event"] or not row["others"]:
            gone.append(row["id"])
            moved += [row["event"]] if row["event"] else []
        else:
            kept.append(row["id"])
    if gone:
        await tx.run(_DELETE_DECISIONS, ids=sorted(gone))
    if kept:
        await tx.run(_CLEAR_DECISIONS, ids=sorted(kept), records=sorted(records))
    await _clear_reasons(tx, [*gone, *kept])
    await _clear_moves(tx, moved)
    return len(gone) + len(kept)


# A scan of all changes: what a steward wrote down of a customer belongs to no history, and so nothing leads to it.
_CLEAR_REASONS = """
MATCH (c:Change)
WHERE c.decision IN $decisions
SET c.reason = null
"""


async def _clear_reasons(tx: WriteTransaction, decisions: Collection[str]) -> None:
    """Take the reasons of decisions (ids) out of the feed, where they stand too."""
    if decisions:
        await tx.run(_CLEAR_REASONS, decisions=sorted(decisions))


_CLEAR_MOVES = """
UNWIND $keys AS key
MATCH (e:Event {key: key})
SET e.moves = null
"""


async def _clear_moves(tx: WriteTransaction, events: Collection[str]) -> None:
    """An event that was moved away from an erased record belongs to where it is, as if its source said so."""
    if events:
        await tx.run(_CLEAR_MOVES, keys=sorted(events))


_DELETE_ANSWERS = """
MATCH (a:Answer)
WHERE any(text IN $texts WHERE a.effect CONTAINS text)
DELETE a
RETURN count(a) AS deleted
"""


async def delete_answers(tx: WriteTransaction, profiles: Collection[str], records: Collection[str]) -> int:
    """Delete the answers that name one of the profiles (ids) or records (keys), as JSON texts have them; returns how
    many."""
    texts = [f'"{id}"' for id in profiles]
    for key in records:
        written = orjson.dumps(key).decode()[1:]
        texts += [f'"{written}', f"~{written}"]  # alone, and at the end of a judgement's id
    rows = await tx.run(_DELETE_ANSWERS, texts=sorted(texts))
    return int(rows[0]["deleted"]) if rows else 0


_JUDGED = """
UNWIND $records AS key
MATCH (:SourceRecord {key: key})-[:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
RETURN b.key AS key
UNION
UNWIND $records AS key
MATCH (r:SourceRecord {key: key})
UNWIND r.judged_from AS key2
RETURN key2 AS key
"""
_CLEAR_JUDGED = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
SET r.judged_from = [left IN coalesce(r.judged_from, []) WHERE NOT left IN $records]
"""
_UNJUDGED = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
WHERE size(coalesce(r.judged_from, [])) = 0
SET r.judged_from = null
WITH r
WHERE NOT EXISTS { MATCH (r)-[:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(:SourceRecord) }
SET r.judged = null
"""


async def judged_with(tx: WriteTransaction, records: Collection[str]) -> set[str]:
    """Keys of the other records about which there are judgements together with these (keys)."""
    rows = await tx.run(_JUDGED, records=sorted(records))
    return {row["key"] for row in rows} - set(records)


async def clear_judged(tx: WriteTransaction, others: Collection[str], records: Collection[str]) -> None:
    """Let the others (keys) forget that they were judged together with these records, which are deleted."""
    if others:
        await tx.run(_CLEAR_JUDGED, keys=sorted(others), records=sorted(records))
        await tx.run(_UNJUDGED, keys=sorted(others))


# A scan of all merges: no index leads from a record to the merges that it was part of before it moved on.
_CLEAR_MERGES = """
MATCH (:Profile)-[m:MERGED_INTO]->(:Profile)
WHERE any(key IN coalesce(m.records, []) WHERE key IN $records)
SET m.records = [key IN m.records WHERE NOT key IN $records]
"""


async def clear_merges(tx: WriteTransaction, records: Collection[str]) -> None:
    """Take the records (keys) out of what ids brought into merges."""
    await tx.run(_CLEAR_MERGES, records=sorted(records))


_DELETE_PROFILES = """
UNWIND $ids AS id
MATCH (p:Profile {id: id})
WHERE NOT EXISTS { MATCH (p)<-[:OF]-(:SourceRecord) }
DETACH DELETE p
"""


async def delete_profiles(tx: WriteTransaction, ids: Collection[str]) -> None:
    """Delete those of the profiles (ids) that have no record, with the ways that lead to and from them."""
    if ids:
        await tx.run(_DELETE_PROFILES, ids=sorted(ids))


_DELETE_IDENTIFIERS = """
UNWIND $keys AS key
MATCH (i:Identifier {key: key})
WHERE coalesce(i.holders, 0) <= 0
DETACH DELETE i
RETURN count(i) AS deleted
"""


async def delete_identifiers(tx: WriteTransaction, keys: Collection[str]) -> int:
    """Delete those of the identifiers (keys) that nobody holds any more, with the consents about them; returns how
    many."""
    rows = await tx.run(_DELETE_IDENTIFIERS, keys=sorted(keys)) if keys else []
    return int(rows[0]["deleted"]) if rows else 0
