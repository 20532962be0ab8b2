"""The records that a load run loaded or made statements about, in the order of their keys: so they are taken back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.store.engine.store import Read, WriteTransaction
from profile_service.store.resolution.stored_records import STORED_RECORD, WITH_CLAIMS, stored_record


@dataclass(frozen=True, slots=True)
class RunPage:
    """Record keys, sorted. `loaded`: records whose present version is the run's; `concerned`: records of which the run
    stated a merge or a consent. `end`: the key up to which all records were scanned, None behind the last one."""

    loaded: list[str]
    concerned: list[str]
    end: str | None


_SCANNED_AT_ONCE = 5_000
# A scan of all records: an index on the run would cost every load, and a run is rarely taken back.
_SCAN = """
MATCH (r:SourceRecord)
WHERE r.key > $after
WITH r
ORDER BY r.key
LIMIT $limit
RETURN r.key AS key, coalesce(r.run = $run, false) AS loaded,
  coalesce(r.judged, false) AND EXISTS { MATCH (r)-[:SAME_AS {run: $run}]->(:SourceRecord) }
    OR EXISTS { MATCH (r)-[:CONSENTED {run: $run}]->() } AS concerned
ORDER BY key
"""


async def run_page(read: Read, run: str, after: str, limit: int) -> RunPage:
    """The next records of the run behind the key `after`, `limit` at most; a page may be empty and not the last."""
    rows = await read(_SCAN, run=run, after=after, limit=_SCANNED_AT_ONCE)
    of_run = [row for row in rows if row["loaded"] or row["concerned"]][:limit]
    last = of_run[-1] if len(of_run) == limit else rows[-1] if rows else None
    return RunPage(
        loaded=[row["key"] for row in of_run if row["loaded"]],
        concerned=[row["key"] for row in of_run if row["concerned"]],
        end=last["key"] if last else None,
    )


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A record as the run left it. `previous`: its version before the run, JSON text; `has_older`: it had a version
    before that one. `is_bound`: it has what must not be deleted with it: events, judgements, a claim that a steward
    gave it, or a consent other than a permission that the run itself stated.
    """

    record: StoredRecord
    previous: str | None
    has_older: bool
    is_bound: bool

    @property
    def key(self) -> str:
        return self.record.key


_RUN_RECORDS = f"""
UNWIND $keys AS key
MATCH (r:SourceRecord {{key: key}})-[:OF]->(p:Profile)
{WITH_CLAIMS}
RETURN {STORED_RECORD} AS record, r.previous AS previous, coalesce(r.older, false) AS has_older,
  EXISTS {{ MATCH (r)<-[:BY]-(:Event) }} OR coalesce(r.judged, false) OR EXISTS {{
    MATCH (r)-[c:CONSENTED]->()
    WHERE coalesce(c.run, '') <> $run OR c.status <> 'granted' OR c.before IS NOT NULL
  }} AS is_bound
"""


async def run_records(read: Read, run: str, keys: Collection[str]) -> list[RunRecord]:
    """The records with these keys, whose present version is the run's."""
    rows = await read(_RUN_RECORDS, keys=sorted(keys), run=run) if keys else []
    records = []
    for row in rows:
        record = stored_record(row["record"])
        is_bound = row["is_bound"] or any(claim.given_by is not None for claim in record.claims)
        records.append(RunRecord(record, row["previous"], row["has_older"], is_bound))
    return records


@dataclass(frozen=True, slots=True)
class RecordTally:
    """The tally of a record, its profile's id, and whether that has other records too."""

    profile: str
    tally: str
    has_others: bool


_TALLIES = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[:OF]->(p:Profile)
WHERE r.tally IS NOT NULL
MATCH (p)<-[:OF]-(each:SourceRecord)
RETURN key, p.id AS profile, r.tally AS tally, count(each) AS records
"""


async def record_tallies(read: Read, keys: Collection[str]) -> list[RecordTally]:
    """The tallies of those of the records (keys) that have any."""
    rows = await read(_TALLIES, keys=sorted(keys)) if keys else []
    return [RecordTally(row["profile"], row["tally"], row["records"] > 1) for row in rows]


_IN_SAME_PROFILES = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[:OF]->(p:Profile)
WITH DISTINCT p
MATCH (p)<-[:OF]-(r:SourceRecord)
WHERE r.run = $run
RETURN collect(r.key) AS keys
"""


async def in_same_profiles(read: Read, run: str, keys: Collection[str]) -> list[str]:
    """Keys of the run's records in the profiles of these records (keys), these included."""
    return sorted((await read(_IN_SAME_PROFILES, keys=sorted(keys), run=run))[0]["keys"]) if keys else []


_HOLDERS = """
UNWIND $identifiers AS key
MATCH (i:Identifier {key: key})
WHERE i.holders <= $cap
MATCH (i)<-[:HAS]-(r:SourceRecord)
WHERE r.run = $run
RETURN collect(DISTINCT r.key) AS keys
"""


async def holders(read: Read, run: str, identifiers: Collection[str], cap: int) -> list[str]:
    """Keys of the run's records that hold one of these identifiers (keys) now; an identifier that more than `cap`
    records hold counts for none."""
    if not identifiers:
        return []
    return sorted((await read(_HOLDERS, identifiers=sorted(identifiers), run=run, cap=cap))[0]["keys"])


_SET_ORIGINS = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.key})
SET r.run = row.run, r.previous = row.previous, r.older = null
"""


async def set_origins(tx: WriteTransaction, origins: Mapping[str, tuple[str | None, str | None]]) -> None:
    """Set, by record key, the run that loaded the record's present version, and the version before it (JSON text)."""
    rows = [{"key": key, "run": run, "previous": previous} for key, (run, previous) in sorted(origins.items())]
    if rows:
        await tx.run(_SET_ORIGINS, rows=rows)
