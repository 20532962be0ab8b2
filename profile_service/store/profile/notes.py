"""Agents' notes: the record that one is attached to, its event, and its former versions."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

import orjson

from profile_service.domain.profile.notes import NoteVersion, RecordedNote
from profile_service.domain.sources.event_moves import event_moves
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.store.engine.statements import as_return
from profile_service.store.engine.store import Read, WriteTransaction

_LATEST = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
RETURN r.key AS key
ORDER BY coalesce(r.observed_at, r.updated_at) DESC, r.key
LIMIT 1
"""


async def latest_record(tx: WriteTransaction, keys: Collection[str]) -> str:
    """The key of the record with the newest version, of these records, of which at least one is stored."""
    return str((await tx.run(_LATEST, keys=sorted(keys)))[0]["key"])


_THREAD = """
MATCH (e:Event {key: $key})-[:BY]->(r:SourceRecord)
RETURN r.key AS record, [(e)-[:ABOUT]->(c:Case) | [c.key, coalesce(c.name, '')]] AS cases
"""


async def thread_cases(tx: WriteTransaction, key: str, records: Collection[str]) -> tuple[Subject, ...] | None:
    """The cases that the event with this key is about, by which a note about the same is found; None where it is no
    event of these records."""
    rows = [row for row in await tx.run(_THREAD, key=key) if row["record"] in records]
    return tuple(Subject("Case", case, name) for case, name in sorted(rows[0]["cases"])) if rows else None


_EVENT = {
    "key": "e.key",
    "kind": "e.kind",
    "occurred_at": "e.occurred_at",
    "channel": "e.channel",
    "device": "e.device",
    "task": "e.task",
    "direction": "e.direction",
    "details": "coalesce(e.details, '{}')",
}
_NOTE = f"""
MATCH (e:Event {{key: $key}})
RETURN {as_return(_EVENT)}, e.versions AS versions, e.moves AS moves, e.writer AS writer,
  [(e)-[:BY]->(r:SourceRecord) | r.key] AS records,
  [(e)-[:BY]->(:SourceRecord)-[:OF]->(p:Profile) | p.id] AS profiles,
  [(e)-[:ABOUT]->(s) | [labels(s)[0], s.key, s.name]] AS about
"""


async def recorded_note(read: Read, key: str) -> RecordedNote | None:
    """The note with this event key, withdrawn or not; None where there never was one."""
    rows = await read(_NOTE, key=key)
    if not rows:
        return None
    fields = rows[0].data()
    versions = tuple(NoteVersion(**version) for version in orjson.loads(fields.pop("versions") or "[]"))
    records, about, moves = fields.pop("records"), fields.pop("about"), fields.pop("moves")
    profiles, writer = tuple(fields.pop("profiles")), fields.pop("writer") or ""
    if not records:
        return RecordedNote(None, versions)
    subjects = tuple(Subject(label, subject, name or "") for label, subject, name in sorted(about))
    record = event_moves(moves).source_record if moves else records[0]
    event = Interaction(record=record, about=subjects, **fields | {"details": orjson.loads(fields["details"])})
    return RecordedNote(event, versions, profiles, writer)


_KEEP_WRITER = """
MATCH (e:Event {key: $key})
SET e.writer = $writer
"""


async def keep_writer(tx: WriteTransaction, key: str, writer: str) -> None:
    """Keep the identity of who wrote a note down beside its event, which is shown with their name alone."""
    await tx.run(_KEEP_WRITER, key=key, writer=writer)


_KEEP_VERSIONS = """
MATCH (e:Event {key: $key})
SET e.versions = $versions, e.writer = $writer
"""


async def keep_versions(tx: WriteTransaction, key: str, versions: Sequence[NoteVersion], writer: str) -> None:
    """Keep the former versions of a note, and the identity of who wrote it down (empty for none), beside its event,
    which a change has made anew, or beside what is left of it."""
    text = orjson.dumps([asdict(version) for version in versions]).decode()
    await tx.run(_KEEP_VERSIONS, key=key, versions=text, writer=writer or None)
