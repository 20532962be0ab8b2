"""How far taking back a load run has got, kept on the run itself."""

from dataclasses import asdict

from profile_service.domain.stewardship.undo import RunUndo
from profile_service.domain.values.errors import Conflict
from profile_service.store.engine.statements import as_return
from profile_service.store.engine.store import Row, WriteTransaction

_PROPERTIES = {
    "cursor": "undo_cursor",
    "deleted": "undo_deleted",
    "emptied": "undo_emptied",
    "restored": "undo_restored",
    "kept": "undo_kept",
    "parted": "undo_parted",
    "consents": "undo_consents",
}
_COLUMNS = {"run": "l.id", "state": "l.state", "cursor": "l.undo_cursor"} | {
    field: f"coalesce(l.{name}, 0)" for field, name in _PROPERTIES.items() if field != "cursor"
}
_STATE = """
MATCH (l:LoadRun {id: $id})
RETURN l.state AS state, l.source AS source
"""
_SET = f"""
MATCH (l:LoadRun {{id: $id}})
SET l += $properties
RETURN {as_return(_COLUMNS)}
"""

# What they counted as unchanged may be what is taken away. Without a resume key they are begun anew.
_STOP_LOADS = """
MATCH (l:LoadRun {source: $source, state: 'running'})
WHERE l.id <> $id
SET l.owner = $owner, l.resume_key = null, l.overtaken_by = $id
"""


async def begin(tx: WriteTransaction, run: str, owner: str, cause: tuple[str, str] | None, now: str) -> RunUndo | None:
    """Begin to take the run back, or continue where an earlier attempt stopped; None where there is no such run.

    `cause`: the actor and the reason; None only continues, and leaves a run that was taken back as it is.
    The run is the owner's alone from now on: a loader that still works on it can advance it no more, nor one that loads
    another file of its source: until the run is taken back no load of the source begins or goes on.
    """
    rows = await tx.run(_STATE, id=run)
    if not rows:
        return None
    properties: dict[str, object] = {"owner": owner}
    if rows[0]["state"] == "undoing":
        properties["updated_at"] = now
    elif cause:
        actor, reason = cause
        properties |= {"updated_at": now, "state": "undoing", "undo_actor": actor, "undo_reason": reason or None}
        properties |= _properties(RunUndo(run))
        await tx.run(_STOP_LOADS, id=run, source=rows[0]["source"], owner=owner)
    return _run_undo((await tx.run(_SET, id=run, properties=properties))[0])


_OWNED = f"""
MATCH (l:LoadRun {{id: $id, owner: $owner}})
RETURN {as_return(_COLUMNS)}
"""


async def owned_undo(tx: WriteTransaction, run: str, owner: str) -> RunUndo:
    """The progress of the owner. Raises Conflict where another process took the run over."""
    rows = await tx.run(_OWNED, id=run, owner=owner)
    if not rows:
        raise Conflict("another process took this load run over; look at `profile-service status`")
    return _run_undo(rows[0])


async def advance(tx: WriteTransaction, undoing: RunUndo, now: str) -> None:
    """Store the progress; the run is marked as undone where that is all."""
    state = {"state": "undone"} if undoing.done else {}
    await tx.run(_SET, id=undoing.run, properties={"updated_at": now, **_properties(undoing), **state})


def _properties(undoing: RunUndo) -> dict[str, object]:
    fields = asdict(undoing)
    return {name: fields[field] for field, name in _PROPERTIES.items()}


def _run_undo(row: Row) -> RunUndo:
    fields = row.data()
    return RunUndo(done=fields.pop("state") == "undone", **fields)
