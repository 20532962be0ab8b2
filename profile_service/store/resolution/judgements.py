"""Judgements as edges from the smaller record key to the larger (docs/decisions/judgements.md)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.stewardship.split import MergeJudgement
from profile_service.store.engine.statements import as_return
from profile_service.store.engine.store import Read, Row, Rows, WriteTransaction

_SEPARATOR = "~"

_COLUMNS = {
    "id": "j.id",
    "verdict": "type(j)",
    "left": "a.key",
    "right": "b.key",
    "actor": "j.actor",
    "reason": "j.reason",
    "at": "j.at",
    "score": "j.score",
    "retracted_at": "j.retracted_at",
    "retracted_by": "j.retracted_by",
    "undone": "coalesce(j.undone, false)",
    "decision": "j.decision",
    "stands_on": "coalesce(j.stands_on, [])",
    "retracted_in": "coalesce(j.retracted_in, [])",
}
_FROM = f"""
UNWIND $keys AS key
MATCH (a:SourceRecord {{key: key}})-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
RETURN {as_return(_COLUMNS)}
"""
# Not by the relationships into a record: its events are among them, and the embedded engine would go through them all.
_OF = f"""
{_FROM}
UNION
UNWIND $keys AS key
MATCH (judged:SourceRecord {{key: key}})
UNWIND judged.judged_from AS left
MATCH (a:SourceRecord {{key: left}})-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
WHERE b.key = key
RETURN {as_return(_COLUMNS)}
"""


async def judgements_of(read: Read, records: Collection[str]) -> list[Judgement]:
    """All judgements about the records (keys), retracted ones too, each once."""
    return _judgements(await read(_OF, keys=sorted(records))) if records else []


async def judgements_of_each(read: Read, keys: Sequence[Sequence[str]]) -> list[list[Judgement]]:
    """For each list of records (keys) all judgements about them, retracted ones too, each once; by one statement."""
    by_record: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in _judgements(await read(_OF, keys=sorted({record for records in keys for record in records}))):
        for record in (judgement.left, judgement.right):
            by_record[record].append(judgement)
    return [list({j.id: j for record in records for j in by_record[record]}.values()) for records in keys]


async def judgements_from(read: Read, left: Collection[str]) -> list[Judgement]:
    """The judgements that have one of the records (keys) as the left one. Over all records of a graph, each judgement
    comes once."""
    return _judgements(await read(_FROM, keys=sorted(left))) if left else []


def _judgements(rows: Rows) -> list[Judgement]:
    by_id = {row["id"]: _judgement(row) for row in rows}
    return [judgement for _, judgement in sorted(by_id.items())]


def _judgement(row: Row) -> Judgement:
    fields = row.data()
    lists = {name: tuple(fields[name]) for name in ("stands_on", "retracted_in")}
    return Judgement(**fields | lists | {"verdict": Verdict(row["verdict"])})


def new_id(unique: str, left: str) -> str:
    """A judgement's id, which holds its left record: from there it is found without an index on relationships."""
    return f"{unique}{_SEPARATOR}{left}"


# The type of a relationship cannot be a parameter: hence a text for each verdict.
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


async def write(
    tx: WriteTransaction,
    judgements: Iterable[Judgement],
    origins: Mapping[str, MergeJudgement] | None = None,
    run: str | None = None,
) -> None:
    """Write new judgements about stored records, retracted ones too. `origins`: by the id of a judgement that a merge
    of profiles made, the profiles that it merged; `run`: the load run that states the judgements."""
    rows_by_verdict: dict[Verdict, list[dict[str, object]]] = {}
    for judgement in judgements:
        row = _row(judgement, (origins or {}).get(judgement.id), run)
        rows_by_verdict.setdefault(judgement.verdict, []).append(row)
    for verdict, rows in rows_by_verdict.items():
        await tx.run(_WRITE[verdict], rows=rows)


def _row(judgement: Judgement, origin: MergeJudgement | None, run: str | None) -> dict[str, object]:
    properties: dict[str, object] = {
        "id": judgement.id,
        "actor": judgement.actor,
        "reason": judgement.reason,
        "score": judgement.score,
        "at": judgement.at,
    }
    optional: dict[str, object] = {
        "run": run,
        "decision": judgement.decision,
        "stands_on": list(judgement.stands_on),
        "retracted_at": judgement.retracted_at,
        "retracted_by": judgement.retracted_by,
        "retracted_in": list(judgement.retracted_in),
    }
    properties |= {name: value for name, value in optional.items() if value}
    if origin:
        left, right = (
            (origin.hub_from, origin.other_from)
            if origin.hub == judgement.left
            else (
                origin.other_from,
                origin.hub_from,
            )
        )
        properties |= {"left_from": left, "right_from": right, "hub": origin.hub}
    return {"left": judgement.left, "right": judgement.right, "properties": properties}


_RETRACT = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.left})-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS {id: row.id}]->(:SourceRecord)
SET j.retracted_by = CASE WHEN j.retracted_at IS NULL THEN $by ELSE j.retracted_by END,
  j.retracted_at = coalesce(j.retracted_at, $at), j.retracted_in = coalesce(j.retracted_in, []) + $decision
"""


async def retract(tx: WriteTransaction, ids: Collection[str], at: str, by: str, decision: str) -> None:
    """Mark judgements as retracted by an actor's decision; they stay readable."""
    rows = [{"id": id, "left": left_of(id)} for id in sorted(ids)]
    if rows:
        await tx.run(_RETRACT, rows=rows, at=at, by=by, decision=decision)


_SET_EFFECT = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.left})-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS {id: row.id}]->(:SourceRecord)
SET j.retracted_at = row.at, j.retracted_by = row.by, j.undone = row.undone
"""


async def set_effect(tx: WriteTransaction, judgements: Iterable[Judgement]) -> None:
    """Write whether the judgements hold, or by whom and when they were retracted, and whether they are undone."""
    rows = [
        {"id": j.id, "left": j.left, "at": j.retracted_at, "by": j.retracted_by, "undone": j.undone} for j in judgements
    ]
    if rows:
        await tx.run(_SET_EFFECT, rows=rows)


async def judgement(tx: WriteTransaction, id: str) -> Judgement | None:
    """The judgement with this id; None where there is none."""
    return next((j for j in await judgements_from(tx.run, [left_of(id)]) if j.id == id), None)


def left_of(id: str) -> str:
    """The left record (key) of the judgement with this id."""
    return id.partition(_SEPARATOR)[2]


_MERGE_COLUMNS = {
    "id": "j.id",
    "left": "a.key",
    "right": "b.key",
    "left_from": "j.left_from",
    "right_from": "j.right_from",
    "hub": "coalesce(j.hub, a.key)",
    "decision": "j.decision",
    "stands_on": "coalesce(j.stands_on, [])",
}
_MERGED = f"""
UNWIND $keys AS key
MATCH (a:SourceRecord {{key: key}})-[j:SAME_AS]->(b:SourceRecord)
WHERE j.left_from IS NOT NULL AND j.retracted_at IS NULL
RETURN {as_return(_MERGE_COLUMNS)}
"""


async def merge_judgements(tx: WriteTransaction, records: Sequence[str]) -> list[MergeJudgement]:
    """The active judgements that merges of profiles made, with one of the records (keys) as the left one, by id."""
    rows = await tx.run(_MERGED, keys=list(records)) if records else []
    return sorted(map(_merge_judgement, rows), key=lambda merge: merge.id)


def _merge_judgement(row: Row) -> MergeJudgement:
    left, right = (row["left"], row["left_from"]), (row["right"], row["right_from"])
    (hub, hub_from), (other, other_from) = (left, right) if row["hub"] == row["left"] else (right, left)
    own = [row["decision"]] if row["decision"] else []
    return MergeJudgement(row["id"], hub, other, hub_from, other_from, (*own, *row["stands_on"]))
