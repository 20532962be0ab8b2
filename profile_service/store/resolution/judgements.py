"""Judgements as edges from the smaller record key to the larger (docs/decisions/judgements.md)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.stewardship.split import Merged
from profile_service.store.engine.store import Read, Rows, WriteTransaction

_SEPARATOR = "~"

_TOLD = """
RETURN a.key AS left, b.key AS right, type(j) AS verdict, j.id AS id, j.actor AS actor, j.reason AS reason,
  j.score AS score, j.at AS at, j.retracted_at AS retracted_at, j.retracted_by AS retracted_by,
  coalesce(j.undone, false) AS undone
"""
_FROM = f"""
UNWIND $keys AS key
MATCH (a:SourceRecord {{key: key}})-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
{_TOLD}
"""
# Never by what comes into a record: its events do, and the embedded engine would go through them all.
_OF = f"""
{_FROM}
UNION
UNWIND $keys AS key
MATCH (judged:SourceRecord {{key: key}})
UNWIND judged.judged_from AS left
MATCH (a:SourceRecord {{key: left}})-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
WHERE b.key = key
{_TOLD}
"""


async def judgements_of(ask: Read, records: Collection[str]) -> list[Judgement]:
    """All judgements about the records (keys), retracted ones too, each once."""
    return _judgements(await ask(_OF, keys=sorted(records))) if records else []


async def judgements_of_each(ask: Read, keys: Sequence[Sequence[str]]) -> list[list[Judgement]]:
    """For each list of records (keys) all judgements about them, retracted ones too, each once; by one statement."""
    by_record: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in _judgements(await ask(_OF, keys=sorted({record for records in keys for record in records}))):
        for record in (judgement.left, judgement.right):
            by_record[record].append(judgement)
    return [list({j.id: j for record in records for j in by_record[record]}.values()) for records in keys]


async def judgements_from(ask: Read, left: Collection[str]) -> list[Judgement]:
    """Those of which one of the records (keys) is the left one; of a whole graph each comes once."""
    return _judgements(await ask(_FROM, keys=sorted(left))) if left else []


def _judgements(rows: Rows) -> list[Judgement]:
    by_id = {row["id"]: Judgement(**row.data() | {"verdict": Verdict(row["verdict"])}) for row in rows}
    return [judgement for _, judgement in sorted(by_id.items())]


# A type cannot be a parameter: one text for each verdict.
_WRITE = {
    verdict: f"""
UNWIND $rows AS row
MATCH (a:SourceRecord {{key: row.left}})
MATCH (b:SourceRecord {{key: row.right}})
SET a.judged = true, b.judged = true,
  b.judged_from = [key IN coalesce(b.judged_from, []) WHERE key <> row.left] + row.left
CREATE (a)-[j:{verdict.value}]->(b)
SET j = row.properties
"""
    for verdict in Verdict
}


def new_id(unique: str, left: str) -> str:
    """A judgement's id tells its left record, from which it is found without an index on relationships."""
    return f"{unique}{_SEPARATOR}{left}"


async def write(
    tx: WriteTransaction,
    judgements: Iterable[Judgement],
    origins: Mapping[str, Merged] | None = None,
    run: str | None = None,
) -> None:
    """New judgements about stored records. `origins`: by judgement id, where a merge of profiles wrote it; `run`: the
    load run that states them."""
    rows: dict[Verdict, list[dict[str, Any]]] = {}
    for judgement in judgements:
        row = _row(judgement, (origins or {}).get(judgement.id), run)
        rows.setdefault(judgement.verdict, []).append(row)
    for verdict, written in rows.items():
        await tx.run(_WRITE[verdict], rows=written)


def _row(judgement: Judgement, origin: Merged | None, run: str | None) -> dict[str, Any]:
    properties = {
        "id": judgement.id,
        "actor": judgement.actor,
        "reason": judgement.reason,
        "score": judgement.score,
        "at": judgement.at,
    }
    if run:
        properties["run"] = run
    if origin:
        properties |= {"left_from": origin.left_from, "right_from": origin.right_from}
    return {"left": judgement.left, "right": judgement.right, "properties": properties}


_RETRACT = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.left})-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS {id: row.id}]->(:SourceRecord)
SET j.retracted_at = $at, j.retracted_by = $by
"""


async def retract(tx: WriteTransaction, ids: Collection[str], at: str, by: str) -> None:
    """Mark judgements as retracted; they stay readable."""
    rows = [{"id": id, "left": left_of(id)} for id in sorted(ids)]
    if rows:
        await tx.run(_RETRACT, rows=rows, at=at, by=by)


async def judgement(tx: WriteTransaction, id: str) -> Judgement | None:
    return next((each for each in await judgements_from(tx.run, [left_of(id)]) if each.id == id), None)


def left_of(id: str) -> str:
    return id.partition(_SEPARATOR)[2]


_MERGED = """
UNWIND $keys AS key
MATCH (a:SourceRecord {key: key})-[j:SAME_AS]->(b:SourceRecord)
WHERE j.left_from IS NOT NULL AND j.retracted_at IS NULL
RETURN j.id AS id, a.key AS left, b.key AS right, j.left_from AS left_from, j.right_from AS right_from
"""


async def merged(tx: WriteTransaction, records: Sequence[str]) -> list[Merged]:
    """The active judgements by which merges of profiles hold these records to larger ones."""
    rows = await tx.run(_MERGED, keys=list(records)) if records else []
    return sorted((Merged(*row.values()) for row in rows), key=lambda each: each.id)
