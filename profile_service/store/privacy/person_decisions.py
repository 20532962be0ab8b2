"""Judgements about a person's records, decisions and load runs, as they are stored."""

from collections.abc import Collection

from profile_service.store.engine.statements import NamedValues
from profile_service.store.engine.store import Store

_COLUMNS = "type(j) AS verdict, a.key AS left, b.key AS right, properties(j) AS judgement"
# As store/resolution/judgements.py reads them: not by the relationships into a record, of which there are too many.
_JUDGEMENTS = f"""
UNWIND $keys AS key
MATCH (a:SourceRecord {{key: key}})-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
RETURN {_COLUMNS}
UNION
UNWIND $keys AS key
MATCH (judged:SourceRecord {{key: key}})
UNWIND judged.judged_from AS left
MATCH (a:SourceRecord {{key: left}})-[j:SAME_AS|NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
WHERE b.key = key
RETURN {_COLUMNS}
"""


async def stored_judgements(store: Store, records: Collection[str]) -> list[NamedValues]:
    """The judgements about the records (keys), each once, the oldest first: `verdict`, the keys `left` and `right`, and
    the properties of the `judgement`."""
    rows = [row.data() for row in await store.read(_JUDGEMENTS, keys=sorted(records))]
    by_id = {row["judgement"]["id"]: row for row in rows}
    return sorted(by_id.values(), key=lambda row: (str(row["judgement"]["at"]), str(row["judgement"]["id"])))


_DECISIONS = """
UNWIND $ids AS id
MATCH (d:Decision {id: id})
RETURN properties(d) AS stored
"""
_LOAD_RUNS = """
UNWIND $ids AS id
MATCH (l:LoadRun {id: id})
RETURN properties(l) AS stored
"""


async def stored_decisions(store: Store, ids: Collection[str]) -> list[NamedValues]:
    """The properties of the decisions, the oldest first; unknown ids are left out."""
    return await _by_id(store, _DECISIONS, ids)


async def stored_load_runs(store: Store, ids: Collection[str]) -> list[NamedValues]:
    """The properties of the load runs, the oldest first; unknown ids are left out."""
    return await _by_id(store, _LOAD_RUNS, ids)


async def _by_id(store: Store, statement: str, ids: Collection[str]) -> list[NamedValues]:
    rows = await store.read(statement, ids=sorted(ids)) if ids else []
    stored: list[NamedValues] = [row.data()["stored"] for row in rows]
    return sorted(stored, key=lambda properties: str(properties["id"]))
