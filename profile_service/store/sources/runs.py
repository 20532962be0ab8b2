"""Load runs: started, advanced in the same transaction as the rows that they account for, and ended."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import Checkpoint, LoadRun
from profile_service.domain.sources.quality.dropped_cells import DroppedCells, DroppedExample
from profile_service.domain.values.errors import Conflict
from profile_service.domain.values.times import utc_now
from profile_service.store.engine.statements import NamedValues
from profile_service.store.engine.store import Store, WriteTransaction

_START = """
MERGE (l:LoadRun {id: $id})
SET l += $properties
"""


async def start(tx: WriteTransaction, run: LoadRun, resume_key: str, host: str, kind: str | None = None) -> None:
    """Store a new run. `kind`: which of its source's kinds of records it loads."""
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
    """Ids of unfinished runs of the same loader over the same bytes, started on this host; newest first."""
    rows = await store.read(_UNFINISHED, resume_key=resume_key, host=host)
    return sorted((row["id"] for row in rows), reverse=True)


_FINISHED = """
MATCH (l:LoadRun {resume_key: $resume_key, state: 'finished'})
RETURN l.id AS id
LIMIT 1
"""


async def has_finished(store: Store, resume_key: str) -> bool:
    """Whether a run of the same loader over the same bytes has finished."""
    return bool(await store.read(_FINISHED, resume_key=resume_key))


_TAKEN_BACK = """
MATCH (l:LoadRun {source: $source, state: 'undoing'})
RETURN min(l.id) AS id
"""
_OVERTAKEN = """
MATCH (l:LoadRun {id: $id})
RETURN l.overtaken_by AS undone
"""


async def require_no_undo(tx: WriteTransaction, source: str) -> None:
    """Raises Conflict while a run of the source is being taken back: rows that a load counts as unchanged may be just
    those that go."""
    if undone := (await tx.run(_TAKEN_BACK, source=source))[0]["id"]:
        raise _while_undone(undone)


async def require_not_overtaken(store: Store, id: str) -> None:
    """Raises Conflict where the run ended because another one of its source is, or was, taken back meanwhile."""
    rows = await store.read(_OVERTAKEN, id=id)
    if rows and rows[0]["undone"]:
        raise _while_undone(rows[0]["undone"])


def _while_undone(undone: str) -> Conflict:
    return Conflict(
        f"run {undone} of the same source is being taken back, and rows of this load may go with it; load the files "
        f"again when that is done (`profile-service identity undo-run {undone}` goes on with it)"
    )


_CLAIM = """
MATCH (l:LoadRun {id: $id})
SET l.owner = $owner, l.resumed_at = $now, l.resumed_read = l.read
RETURN properties(l) AS run
"""


async def claim(tx: WriteTransaction, id: str, owner: str) -> tuple[LoadRun, Checkpoint]:
    """Make the run the owner's alone: its previous owner can advance it no more."""
    properties = (await tx.run(_CLAIM, id=id, owner=owner, now=utc_now()))[0]["run"]
    return load_run(properties), _checkpoint(properties)


def owned_run(tx: WriteTransaction) -> tuple[LoadRun, Checkpoint]:
    """The run that the transaction owns, and how far it got. Raises Conflict where another process owns it now."""
    if tx.load_run is None:
        raise Conflict("another process took this load run over, or it was removed; look at `profile-service status`")
    return load_run(tx.load_run), _checkpoint(tx.load_run)


def advance(tx: WriteTransaction, run: LoadRun, counts: Counts, checkpoint: Checkpoint, now: str) -> LoadRun:
    """Add a batch to the counts of the owned run, and keep the cells that it dropped and the rows that it rejected so
    far, and its rejects file; `checkpoint` is where the next batch starts."""
    advanced = replace(run, counts=run.counts + counts, state="running", updated_at=now)
    tx.run_progress |= {"state": advanced.state, "updated_at": now, **asdict(advanced.counts), **asdict(checkpoint)}
    if advanced.rejects_file:
        tx.run_progress |= {"rejects_file": advanced.rejects_file}
    if advanced.dropped:
        tx.run_progress |= {"dropped": _dropped_text(advanced.dropped)}
    if advanced.reject_groups:
        tx.run_progress |= {"reject_groups": _dropped_text(advanced.reject_groups)}
    return advanced


def add_retired(tx: WriteTransaction, run: LoadRun, more: int, now: str) -> LoadRun:
    """Add to the records that the owned run has retired."""
    advanced = replace(run, retired=(run.retired or 0) + more, updated_at=now)
    tx.run_progress |= {"retired": advanced.retired, "updated_at": now}
    return advanced


_END = """
MATCH (l:LoadRun {id: $id})
SET l.state = 'finished', l.finished_at = $now, l.updated_at = $now, l.rejects_file = $rejects_file,
  l.remarks = $remarks
RETURN properties(l) AS run
"""


async def end(
    tx: WriteTransaction, id: str, now: str, *, rejects_file: str | None, remarks: Sequence[str] = ()
) -> LoadRun:
    """End the run, and return it as finished."""
    text = json.dumps(remarks, ensure_ascii=False) if remarks else None
    rows = await tx.run(_END, id=id, now=now, rejects_file=rejects_file, remarks=text)
    return load_run(rows[0]["run"])


_COUNTS = ("read", "loaded", "changed", "unchanged", "rejected", "suppressed")
_CHECKPOINT = ("batch", "file", "items", "rejects_bytes")


def load_run(properties: NamedValues) -> LoadRun:
    """The run that the properties of its node describe."""
    return LoadRun(
        id=properties["id"],
        loader=properties["loader"],
        source=properties["source"],
        files=tuple(json.loads(properties["files"])),
        state=properties["state"],
        counts=Counts(**{name: properties.get(name) or 0 for name in _COUNTS}),
        started_at=properties["started_at"],
        updated_at=properties["updated_at"],
        finished_at=properties.get("finished_at"),
        rejects_file=properties.get("rejects_file"),
        rows=properties.get("rows"),
        retired=properties.get("retired"),
        host=properties.get("host"),
        resumed_at=properties.get("resumed_at"),
        resumed_read=properties.get("resumed_read") or 0,
        undone_by=properties.get("undo_actor"),
        undo_reason=properties.get("undo_reason"),
        undone_records=_undone_records(properties),
        dropped=_dropped_cells(properties.get("dropped")),
        reject_groups=_dropped_cells(properties.get("reject_groups")),
        remarks=tuple(json.loads(properties.get("remarks") or "[]")),
    )


def _undone_records(properties: NamedValues) -> int | None:
    fates = [properties.get(f"undo_{fate}") for fate in ("deleted", "emptied", "restored", "kept")]
    return None if fates[0] is None else sum(fate or 0 for fate in fates)


def _dropped_text(groups: tuple[DroppedCells, ...]) -> str:
    """The groups as one text, for a node has no nested properties."""
    return json.dumps([[g.column, g.reason, g.count, g.examples] for g in groups])


def _dropped_cells(text: str | None) -> tuple[DroppedCells, ...]:
    """The groups of the text; none for a run that dropped nothing, or is older than this count."""
    return tuple(
        DroppedCells(column, reason, count, tuple(DroppedExample(*example) for example in examples))
        for column, reason, count, examples in json.loads(text or "[]")
    )


def _checkpoint(properties: NamedValues) -> Checkpoint:
    return Checkpoint(**{name: properties[name] for name in _CHECKPOINT})
