"""The mark on a store that a backup is being restored into: which one, and how far it has come.

It is there from before the first node until all is in place, so that nobody takes a part for the whole.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from profile_service.domain.backup.manifest import BackedUpMigration
from profile_service.domain.values.errors import Conflict
from profile_service.domain.values.times import utc_now
from profile_service.store.engine.ping import UNFINISHED_RESTORE
from profile_service.store.engine.statements import Statement
from profile_service.store.engine.store import Read, Store, WriteTransaction


class RestoreProgress(NamedTuple):
    """The next part and the next line of it, both counted from 0."""

    part: int
    line: int


_CONTENT = """
MATCH (n)
WHERE NOT n:Migration AND NOT n:Lock
RETURN 1 AS one
LIMIT 1
"""
_BEGIN = """
MERGE (mark:Lock {name: 'restore'})
SET mark.backup = $backup, mark.part = 0, mark.line = 0, mark.since = $now
"""
_PROGRESS = """
MATCH (mark:Lock {name: 'restore'})
WHERE mark.backup = $backup
RETURN mark.part AS part, mark.line AS line
"""
_ADVANCE = """
MATCH (mark:Lock {name: 'restore'})
SET mark.part = $part, mark.line = $line
"""
_END = """
MATCH (mark:Lock {name: 'restore'})
DELETE mark
"""


async def is_empty(read: Read) -> bool:
    """Whether the store has nothing but what every store has from its start."""
    return not await read(_CONTENT)


async def begin(store: Store, backup: str) -> RestoreProgress:
    """Mark the store as one into which the backup (id) is restored; where it is so already, how far that has come.

    Raises Conflict where the store has content, or another backup is being restored into it.
    """

    async def work(tx: WriteTransaction) -> RestoreProgress:
        if (progress := await _progress(tx.run, backup)) is not None:
            return progress
        if not await is_empty(tx.run):
            raise Conflict(NOT_EMPTY)
        await tx.run(_BEGIN, backup=backup, now=utc_now())
        return RestoreProgress(0, 0)

    return await store.write(work, guarded=True)


NOT_EMPTY = (
    "the store is not empty, and nothing was changed: take a new PROFILE_DATA_DIR, or an empty database of Neo4j"
)


async def advance(tx: WriteTransaction, backup: str, before: RestoreProgress, after: RestoreProgress) -> bool:
    """Note that it has come from one place to another. False where it is there already, for an earlier attempt did
    commit. Raises Conflict where it is elsewhere: another process restores, too."""
    progress = await _progress(tx.run, backup)
    if progress == after:
        return False
    if progress != before:
        raise Conflict(f"another process restores into the same store: {UNFINISHED_RESTORE}")
    await tx.run(_ADVANCE, **after._asdict())
    return True


async def end(store: Store) -> None:
    """Take the mark away: all is in place."""
    await store.write(lambda tx: tx.run(_END), guarded=True)


async def _progress(read: Read, backup: str) -> RestoreProgress | None:
    rows = await read(_PROGRESS, backup=backup)
    return RestoreProgress(rows[0]["part"], rows[0]["line"]) if rows else None


_WRITERS = """
MATCH (lock:Lock {name: 'write'})
SET lock += $properties
"""
_NEWER_MIGRATIONS = """
MATCH (m:Migration)
WHERE NOT m.number IN $numbers
DELETE m
"""


async def set_upkeep(store: Store, writers: Mapping[str, object], migrations: Iterable[BackedUpMigration]) -> None:
    """Give the node on which writers take turns the properties that it had, and keep of the migrations those that the
    backup had: what newer ones do to the content is to be done to what was restored."""
    statements = [
        Statement(_WRITERS, {"properties": dict(writers)}),
        Statement(_NEWER_MIGRATIONS, {"numbers": [each.number for each in migrations]}),
    ]

    async def work(tx: WriteTransaction) -> None:
        for statement in statements:
            await tx.run(statement.cypher, **statement.parameters)

    await store.write(work, guarded=True)
