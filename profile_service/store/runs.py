"""Load runs: started, advanced in the same transaction as the rows that they account for, finished."""

import json
from dataclasses import asdict
from typing import Any

from profile_service.domain.counts import Counts
from profile_service.domain.errors import Conflict
from profile_service.domain.runs import Checkpoint, LoadRun, RunState
from profile_service.domain.times import utc_now
from profile_service.store.door import Store, Transaction

_FIELDS = """
RETURN l.id AS id, l.loader AS loader, l.source AS source, l.files AS files, l.state AS state,
  l.read AS read, l.loaded AS loaded, l.changed AS changed, l.unchanged AS unchanged, l.rejected AS rejected,
  l.started_at AS started_at, l.updated_at AS updated_at, l.finished_at AS finished_at,
  l.rejects_file AS rejects_file, l.rows AS rows, l.retired AS retired, l.host AS host,
  l.resumed_at AS resumed_at, l.resumed_read AS resumed_read,
  l.batch AS batch, l.file AS file, l.items AS items, l.rejects_bytes AS rejects_bytes
"""
_START = """
MERGE (l:LoadRun {id: $id})
SET l += $properties
"""


async def start(tx: Transaction, run: LoadRun, resume_key: str, host: str, kind: str | None = None) -> None:
    """`kind`: of the records that it brings, among all of its source."""
    properties = {
        "loader": run.loader,
        "source": run.source,
        "files": json.dumps(run.files),
        "state": run.state,
        "started_at": run.started_at,
        "updated_at": run.updated_at,
        "resume_key": resume_key,
        "host": host,
        "kind": kind,
        "rows": run.rows,
        **asdict(run.counts),
        **asdict(Checkpoint()),
    }
    await tx.run(_START, id=run.id, properties=properties)


_UNFINISHED = """
MATCH (l:LoadRun {resume_key: $resume_key})
WHERE l.state = 'running' AND l.host = $host
RETURN l.id AS id
"""


async def unfinished(store: Store, resume_key: str, host: str) -> list[str]:
    """Ids of runs of the same loader over the same bytes, started on this host, that did not finish; newest first."""
    rows = await store.read(_UNFINISHED, resume_key=resume_key, host=host)
    return sorted((row["id"] for row in rows), reverse=True)


_FINISHED = """
MATCH (l:LoadRun {resume_key: $resume_key, state: 'finished'})
RETURN l.id AS id
LIMIT 1
"""


async def finished(store: Store, resume_key: str) -> bool:
    """Whether a run of the same loader over the same bytes has finished."""
    return bool(await store.read(_FINISHED, resume_key=resume_key))


_LATEST = f"""
MATCH (l:LoadRun)
WHERE l.id < $before
{_FIELDS}
ORDER BY l.id DESC
LIMIT $count
"""


async def latest(store: Store, count: int, before: str = "~") -> list[LoadRun]:
    """The newest runs first, those with an id smaller than `before`; ids are UUIDv7, which grow with time."""
    return [load_run(row) for row in await store.read(_LATEST, count=count, before=before)]


_CLAIM = f"""
MATCH (l:LoadRun {{id: $id}})
SET l.owner = $owner, l.resumed_at = $now, l.resumed_read = l.read
{_FIELDS}
"""


async def claim(tx: Transaction, id: str, owner: str) -> tuple[LoadRun, Checkpoint]:
    """Make the run the owner's alone: whoever had it before can advance it no more."""
    row = (await tx.run(_CLAIM, id=id, owner=owner, now=utc_now()))[0]
    return load_run(row), _checkpoint(row)


_CLAIMED = f"""
MATCH (l:LoadRun {{id: $id, owner: $owner}})
{_FIELDS}
"""


async def claimed(tx: Transaction, id: str, owner: str) -> tuple[LoadRun, Checkpoint]:
    """The run as it stands. Raises Conflict where it is another's by now."""
    rows = await tx.run(_CLAIMED, id=id, owner=owner)
    if not rows:
        raise Conflict("another process took this load run over, or it was removed; look at `profile-service status`")
    return load_run(rows[0]), _checkpoint(rows[0])


_ADVANCE = f"""
MATCH (l:LoadRun {{id: $id}})
SET l += $checkpoint,
  l.read = l.read + $counts.read,
  l.loaded = l.loaded + $counts.loaded,
  l.changed = l.changed + $counts.changed,
  l.unchanged = l.unchanged + $counts.unchanged,
  l.rejected = l.rejected + $counts.rejected,
  l.state = 'running',
  l.updated_at = $now
{_FIELDS}
"""


async def advance(tx: Transaction, id: str, counts: Counts, checkpoint: Checkpoint, now: str) -> LoadRun:
    """Account for a batch; the checkpoint is where the next one starts."""
    rows = await tx.run(_ADVANCE, id=id, counts=asdict(counts), checkpoint=asdict(checkpoint), now=now)
    return load_run(rows[0])


_RETIRED = f"""
MATCH (l:LoadRun {{id: $id}})
SET l.retired = coalesce(l.retired, 0) + $more, l.updated_at = $now
{_FIELDS}
"""


async def add_retired(tx: Transaction, id: str, more: int, now: str) -> LoadRun:
    """Account for records that a full export did not hold any more."""
    return load_run((await tx.run(_RETIRED, id=id, more=more, now=now))[0])


_END = f"""
MATCH (l:LoadRun {{id: $id}})
SET l.state = $state, l.finished_at = $now, l.updated_at = $now, l.rejects_file = $rejects_file
{_FIELDS}
"""


async def end(tx: Transaction, id: str, state: RunState, now: str, *, rejects_file: str | None) -> LoadRun:
    rows = await tx.run(_END, id=id, state=state, now=now, rejects_file=rejects_file)
    return load_run(rows[0])


def load_run(row: Any) -> LoadRun:
    """The run that a row of `_FIELDS` describes."""
    return LoadRun(
        id=row["id"],
        loader=row["loader"],
        source=row["source"],
        files=tuple(json.loads(row["files"])),
        state=row["state"],
        counts=Counts(row["read"], row["loaded"], row["changed"], row["unchanged"], row["rejected"]),
        started_at=row["started_at"],
        updated_at=row["updated_at"],
        finished_at=row["finished_at"],
        rejects_file=row["rejects_file"],
        rows=row["rows"],
        retired=row["retired"],
        host=row["host"],
        resumed_at=row["resumed_at"],
        resumed_read=row["resumed_read"] or 0,
    )


def _checkpoint(row: Any) -> Checkpoint:
    return Checkpoint(row["batch"], row["file"], row["items"], row["rejects_bytes"])
