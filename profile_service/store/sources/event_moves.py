"""Events moved from one record to another, together with their counts, and what stewards stated of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from profile_service.domain.sources.event_moves import EventMoves, event_moves
from profile_service.store.engine.statements import NamedValues
from profile_service.store.engine.store import Read, WriteTransaction
from profile_service.store.sources.event_rows import KEYS_OF_RECORD, moved_key
from profile_service.store.sources.events import LATEST
from profile_service.store.sources.tallies import APPEND, COUNTED_COLUMNS, stored_tally, uncount


@dataclass(frozen=True, slots=True)
class MovableEvent:
    """`record`: the key of the record that the event belongs to; None where its source deleted the event. `row`: its
    stored values."""

    key: str
    record: str | None
    moves: EventMoves
    row: NamedValues


_EVENT = f"""
MATCH (e:Event {{key: $key}})
RETURN [(e)-[:BY]->(r:SourceRecord) | r.key] AS records, e.moves AS moves, e.timeline AS timeline,
  e.open_timeline AS open_timeline, e.matter AS matter, {COUNTED_COLUMNS}
"""


async def movable_event(read: Read, key: str) -> MovableEvent | None:
    """The event with this key; None where nothing is stored under it."""
    rows = await read(_EVENT, key=key)
    if not rows:
        return None
    row = rows[0].data()
    record = next(iter(row["records"]), None)
    moves = event_moves(row["moves"]) if row["moves"] else EventMoves(record or "")
    return MovableEvent(key, record, moves, row)


_MOVE = f"""
UNWIND $groups AS group
MATCH (e:Event {{key: group.event}})-[b:BY]->(:SourceRecord)
MATCH (r:SourceRecord {{key: group.record}})
SET r.latest_event_at = {LATEST}, {APPEND}
SET e.timeline = group.timeline, e.open_timeline = group.open_timeline, e.matter = group.matter
DELETE b
CREATE (r)<-[:BY]-(e)
"""


async def move(tx: WriteTransaction, event: MovableEvent, record: str) -> None:
    """Let a stored event belong to another record (key), which must exist, and count it there alone."""
    before = event.record
    if before is None or before == record:
        return
    keys = {name: moved_key(event.row[name], before, record) for name in KEYS_OF_RECORD}
    group = {"event": event.key, "record": record, "latest": event.row["at"], "tally": stored_tally(event.row, 1)}
    await uncount(tx, [{**event.row, "record": before}])
    await tx.run(_MOVE, groups=[group | keys])


_KEEP = """
UNWIND $rows AS row
MATCH (e:Event {key: row.key})
SET e.moves = row.moves
"""


async def keep_moves(tx: WriteTransaction, moves: Mapping[str, EventMoves]) -> None:
    """Keep what was stated of events (keys), beside them or beside what is left of them."""
    if moves:
        await tx.run(_KEEP, rows=[{"key": key, "moves": stated.text} for key, stated in sorted(moves.items())])


_MOVES = """
UNWIND $keys AS key
MATCH (e:Event {key: key})
WHERE e.moves IS NOT NULL
RETURN e.key AS key, e.moves AS moves
"""


async def moves_of_each(read: Read, keys: Sequence[str]) -> list[EventMoves | None]:
    """For each event (key) what was stated of it; None where nobody moved it. Costs one statement."""
    rows = await read(_MOVES, keys=sorted(set(keys)))
    moves = {row["key"]: event_moves(row["moves"]) for row in rows}
    return [moves.get(key) for key in keys]
