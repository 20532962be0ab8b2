"""Load runs: started, advanced in the same transaction as the rows that they account for, finished."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import Checkpoint, LoadRun, RunState
from profile_service.domain.values.errors import Conflict
from profile_service.domain.values.times import utc_now
from profile_service.store.engine.store import Store, WriteTransaction

_START = """
MERGE (l:LoadRun {id: $id})
SET l += $properties
"""


async def start(tx: WriteTransaction, run: LoadRun, resume_key: str, host: str, kind: str | None = None) -> None:
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


_CLAIM = """
MATCH (l:LoadRun {id: $id})
SET l.owner = $owner, l.resumed_at = $now, l.resumed_read = l.read
RETURN properties(l) AS run
"""


async def claim(tx: WriteTransaction, id: str, owner: str) -> tuple[LoadRun, Checkpoint]:
    """Make the run the owner's alone: whoever had it before can advance it no more."""
    found = (await tx.run(_CLAIM, id=id, owner=owner, now=utc_now()))[0]["run"]
    return load_run(found), _checkpoint(found)


def claimed(tx: WriteTransaction) -> tuple[LoadRun, Checkpoint]:
    """The run that the transaction was to own, as it stands. Raises Conflict where it is another's by now."""
    if tx.load_run is None:
        raise Conflict("another process took this load run over, or it was removed; look at `profile-service status`")
    return load_run(tx.load_run), _checkpoint(tx.load_run)


def advance(tx: WriteTransaction, run: LoadRun, counts: Counts, checkpoint: Checkpoint, now: str) -> LoadRun:
    """Account for a batch of the owned run; the checkpoint is where the next one starts."""
    further = replace(run, counts=run.counts + counts, state="running", updated_at=now)
    tx.told |= {"state": further.state, "updated_at": now, **asdict(further.counts), **asdict(checkpoint)}
    return further


def add_retired(tx: WriteTransaction, run: LoadRun, more: int, now: str) -> LoadRun:
    """Account for records of the owned run that a full export did not hold any more."""
    further = replace(run, retired=(run.retired or 0) + more, updated_at=now)
    tx.told |= {"retired": further.retired, "updated_at": now}
    return further


_END = """
MATCH (l:LoadRun {id: $id})
SET l.state = $state, l.finished_at = $now, l.updated_at = $now, l.rejects_file = $rejects_file
RETURN properties(l) AS run
"""


async def end(tx: WriteTransaction, id: str, state: RunState, now: str, *, rejects_file: str | None) -> LoadRun:
    rows = await tx.run(_END, id=id, state=state, now=now, rejects_file=rejects_file)
    return load_run(rows[0]["run"])


def load_run(found: Mapping[str, Any]) -> LoadRun:
    """The run that the properties of its node describe."""
    return LoadRun(
        id=found["id"],
        loader=found["loader"],
        source=found["source"],
        files=tuple(json.loads(found["files"])),
        state=found["state"],
        counts=Counts(*(found[name] for name in ("read", "loaded", "changed", "unchanged", "rejected"))),
        started_at=found["started_at"],
        updated_at=found["updated_at"],
        finished_at=found.get("finished_at"),
        rejects_file=found.get("rejects_file"),
        rows=found.get("rows"),
        retired=found.get("retired"),
        host=found.get("host"),
        resumed_at=found.get("resumed_at"),
        resumed_read=found.get("resumed_read") or 0,
        undone_by=found.get("undo_actor"),
        undo_reason=found.get("undo_reason"),
    )


def _checkpoint(found: Mapping[str, Any]) -> Checkpoint:
    return Checkpoint(found["batch"], found["file"], found["items"], found["rejects_bytes"])
