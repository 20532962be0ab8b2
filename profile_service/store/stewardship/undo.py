"""Taking back a load run: which records are still as it left them, and how far that got."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.stewardship.undo import RunUndo
from profile_service.domain.values.errors import Conflict
from profile_service.store.engine.store import Ask, WriteTransaction
from profile_service.store.resolution.stored_records import STORED_RECORD, WITH_CLAIMS, stored_record

_STRIDE = 5_000

# All are looked through: an index on the run would cost every load, and a run is taken back rarely.
_LOOK_THROUGH = """
MATCH (r:SourceRecord)
WHERE r.key > $after
WITH r
ORDER BY r.key
LIMIT $limit
RETURN r.key AS key, coalesce(r.run = $run, false) AS brought,
  coalesce(r.judged, false) AND EXISTS { MATCH (r)-[:SAME_AS {run: $run}]->(:SourceRecord) }
    OR EXISTS { MATCH (r)-[:CONSENTED {run: $run}]->(:Purpose) } AS told_of
ORDER BY key
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Record keys, sorted: `brought` are those of which the run brought the present version, `told_of` those of which
    it told a merge or a consent. `end`: the key up to which all were looked through, None behind the last."""

    brought: list[str]
    told_of: list[str]
    end: str | None


async def stretch(ask: Ask, run: str, after: str, limit: int) -> Stretch:
    """The next records with which the run had to do, `limit` at most, none perhaps."""
    rows = await ask(_LOOK_THROUGH, run=run, after=after, limit=_STRIDE)
    found = [row for row in rows if row["brought"] or row["told_of"]][:limit]
    end = found[-1] if len(found) == limit else rows[-1] if rows else None
    brought, told_of = ([row["key"] for row in found if row[what]] for what in ("brought", "told_of"))
    return Stretch(brought, told_of, end["key"] if end else None)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A record as the run left it. `previous`: the version before the run, JSON text; `older`: there was one before
    that; `bound`: something hangs on it that must not go with it: events, judgements, a claim that a steward gave it,
    consent, unless it is the run's own word that something is allowed.
    """

    record: StoredRecord
    previous: str | None
    older: bool
    bound: bool

    @property
    def key(self) -> str:
        return self.record.key


_BROUGHT = f"""
UNWIND $keys AS key
MATCH (r:SourceRecord {{key: key}})-[:OF]->(p:Profile)
{WITH_CLAIMS}
RETURN {STORED_RECORD} AS record, r.previous AS previous, coalesce(r.older, false) AS older,
  EXISTS {{ MATCH (r)<-[:BY]-(:Event) }} OR coalesce(r.judged, false) OR EXISTS {{
    MATCH (r)-[c:CONSENTED]->(:Purpose)
    WHERE coalesce(c.run, '') <> $run OR c.status <> 'granted' OR c.before IS NOT NULL
  }} AS bound
"""


async def brought(ask: Ask, run: str, keys: Collection[str]) -> list[RunRecord]:
    """The records (keys), of which the run brought the present version."""
    rows = await ask(_BROUGHT, keys=sorted(keys), run=run) if keys else []
    records = []
    for row in rows:
        record = stored_record(row["record"])
        bound = row["bound"] or any(claim.given_by is not None for claim in record.claims)
        records.append(RunRecord(record, row["previous"], row["older"], bound))
    return records


_TOGETHER = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[:OF]->(p:Profile)
WITH DISTINCT p
MATCH (p)<-[:OF]-(r:SourceRecord)
WHERE r.run = $run
RETURN collect(r.key) AS keys
"""


async def together(ask: Ask, run: str, keys: Collection[str]) -> list[str]:
    """These records, and the others of the run that are in the same profiles."""
    return sorted((await ask(_TOGETHER, keys=sorted(keys), run=run))[0]["keys"]) if keys else []


_HOLDING = """
UNWIND $identifiers AS key
MATCH (i:Identifier {key: key})
WHERE i.holders <= $cap
MATCH (i)<-[:HAS]-(r:SourceRecord)
WHERE r.run = $run
RETURN collect(DISTINCT r.key) AS keys
"""


async def holding(ask: Ask, run: str, identifiers: Collection[str], cap: int) -> list[str]:
    """Records of the run that hold one of these identifiers (keys) now, unless more than `cap` records do."""
    if not identifiers:
        return []
    return sorted((await ask(_HOLDING, identifiers=sorted(identifiers), run=run, cap=cap))[0]["keys"])


_SETTLE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
SET r.run = row.run, r.previous = row.previous, r.older = null
"""


async def settle(tx: WriteTransaction, origins: Mapping[str, tuple[str | None, str | None]]) -> None:
    """Say, record key → run and previous version, where the versions come from that the records have now."""
    rows = [{"key": key, "run": run, "previous": previous} for key, (run, previous) in sorted(origins.items())]
    if rows:
        await tx.run(_SETTLE, rows=rows)


_FIELDS = """
RETURN l.id AS run, l.state AS state, l.undo_cursor AS cursor, l.undo_deleted AS deleted,
  l.undo_emptied AS emptied, l.undo_restored AS restored, l.undo_kept AS kept, l.undo_parted AS parted,
  l.undo_consents AS consents
"""
_STATE = """
MATCH (l:LoadRun {id: $id})
RETURN l.state AS state
"""
_TAKE = f"""
MATCH (l:LoadRun {{id: $id}})
SET l += $properties
{_FIELDS}
"""


async def begin(tx: WriteTransaction, run: str, owner: str, cause: tuple[str, str] | None, now: str) -> RunUndo | None:
    """Begin to take the run back, or continue where that stopped; None where there is no such run.

    `cause`: the actor and the reason; None continues only, and leaves a run that was taken back as it is. The run is
    the owner's alone from now on: a loader that is still at it can advance it no more.
    """
    rows = await tx.run(_STATE, id=run)
    if not rows:
        return None
    properties: dict[str, Any] = {"owner": owner}
    if rows[0]["state"] == "undoing":
        properties["updated_at"] = now
    elif cause:
        actor, reason = cause
        properties |= {"updated_at": now, "state": "undoing", "undo_actor": actor, "undo_reason": reason or None}
        properties |= _properties(RunUndo(run))
    return _undoing((await tx.run(_TAKE, id=run, properties=properties))[0])


_MINE = f"""
MATCH (l:LoadRun {{id: $id, owner: $owner}})
{_FIELDS}
"""


async def mine(tx: WriteTransaction, run: str, owner: str) -> RunUndo:
    """How far it got. Raises Conflict where somebody else took it over."""
    rows = await tx.run(_MINE, id=run, owner=owner)
    if not rows:
        raise Conflict("another process took this load run over; look at `profile-service status`")
    return _undoing(rows[0])


async def advance(tx: WriteTransaction, undoing: RunUndo, now: str) -> None:
    state = {"state": "undone"} if undoing.done else {}
    await tx.run(_TAKE, id=undoing.run, properties={"updated_at": now, **_properties(undoing), **state})


def _properties(undoing: RunUndo) -> dict[str, Any]:
    return {f"undo_{name}": value for name, value in asdict(undoing).items() if name not in {"run", "done"}}


def _undoing(row: Any) -> RunUndo:
    names = ("deleted", "emptied", "restored", "kept", "parted", "consents")
    counts = {name: row[name] or 0 for name in names}
    return RunUndo(row["run"], row["cursor"], **counts, done=row["state"] == "undone")
