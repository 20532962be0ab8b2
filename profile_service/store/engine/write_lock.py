"""The write lock: one writer at a time, over all processes (docs/decisions/one-writer.md).

`Store.write` takes it: on the embedded engine the file lock first, then on both engines the lock node, by the first
statement of the transaction. The end of the transaction releases them. The first and the last statement each do the
work of several, for a statement costs a batch a round trip (docs/decisions/batch-size.md).

A pause is a mark on the lock node, for some seconds at a time: while it is there, only its own writers have a turn
(`store/backup/writers_pause.py`).
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from profile_service.domain.values.times import utc_now
from profile_service.store.engine.change_rows import (
    KEEP_CHANGES,
    LINK_CHANGES,
    NewChanges,
    changes_parameters,
    link_parameters,
)
from profile_service.store.engine.statements import Statement


class Ownership(NamedTuple):
    """A load run, and the process that must own it."""

    run: str
    owner: str


class Suppressions(NamedTuple):
    """How many hashes are kept of what must not come in again, and the mark of the secret that made them; None where
    there is none."""

    hashes: int
    mark: str | None


NO_SUPPRESSIONS = Suppressions(0, None)


@asynccontextmanager
async def file_write_lock(data_dir: Path, waiting: Executor) -> AsyncIterator[None]:
    """Wait for the write lock of a data directory, and hold it for the length of the block. `waiting`: waits, with one
    thread for as many writers as there are: each in a thread of the loop, they would keep all others from them."""
    handle = os.open(data_dir / "write.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        await asyncio.get_running_loop().run_in_executor(waiting, fcntl.flock, handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# The first write of a store names it (docs/decisions/changes.md).
_LOCK = """
MERGE (lock:Lock {name: 'write'})
ON CREATE SET lock.store = randomUUID()
SET lock.taken = coalesce(lock.taken, 0) + 1
"""
_COLUMNS = """coalesce(lock.seq, 0) AS seq, lock.rules AS rules, coalesce(lock.version_base, 0) AS version_base,
  lock.taken AS taken, coalesce(lock.words_gone, 0) AS words_gone, coalesce(lock.suppressed, 0) AS suppressed,
  lock.privacy_mark AS privacy_mark, CASE WHEN lock.pause_until > timestamp() THEN lock.pause END AS pause"""
_TAKE = f"""
{_LOCK}
RETURN {_COLUMNS}, null AS run
"""
# The run is read after the lock is written, and so after the previous writer has committed.
_TAKE_FOR_RUN = f"""
{_LOCK}
WITH lock
OPTIONAL MATCH (l:LoadRun {{id: $run, owner: $owner}})
RETURN {_COLUMNS}, properties(l) AS run
"""


def lock_statement(owned: Ownership | None) -> Statement:
    """The statement that waits for the lock node. Its one row holds the number of the latest change, the digest of the
    rules in force, the version from which profiles count since these were, how often the lock was taken and how often
    words left the dictionary, what is suppressed, the id of a pause, null where there is none, and the properties of
    the run, null where it is not owned."""
    return Statement(_TAKE_FOR_RUN, owned._asdict()) if owned else Statement(_TAKE, {})


_ADVANCE_RUN = """
MATCH (l:LoadRun {id: $run})
SET l += $progress
"""
_ADVANCE_RUN_AND_KEEP_CHANGES = f"""
{_ADVANCE_RUN}
WITH l
{KEEP_CHANGES}
"""


def closing_statements(new: NewChanges, owned: Ownership | None, progress: Mapping[str, object]) -> list[Statement]:
    """The statements that store the changes and the progress of the run; none where there is neither. Mostly one: what
    loads do belongs to no history, but for merges and splits."""
    run = {"run": owned.run, "progress": progress} if owned and progress else {}
    if not new.changes:
        return [Statement(_ADVANCE_RUN, run)] if run else []
    parameters = run | changes_parameters(new, utc_now())
    statements = [Statement(_ADVANCE_RUN_AND_KEEP_CHANGES if run else KEEP_CHANGES, parameters)]
    links = link_parameters(new)
    return [*statements, Statement(LINK_CHANGES, links)] if links else statements
