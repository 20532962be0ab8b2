"""Consent as edges from records to purposes, one for each purpose and channel."""

from collections import defaultdict
from collections.abc import Collection, Container, Sequence

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.store.engine.store import Read, Row, WriteTransaction

_OF = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[c:CONSENTED]->(:Purpose)
RETURN r.key AS record, c.purpose AS purpose, c.channel AS channel, c.status AS status, c.at AS at,
  c.evidence AS evidence
"""
_COUNTING = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[c:CONSENTED]->(:Purpose)
WHERE r.retired_at IS NULL OR c.status = 'withdrawn'
RETURN r.key AS record, c.purpose AS purpose, c.channel AS channel, c.status AS status, c.at AS at,
  c.evidence AS evidence
"""


async def of(ask: Read, records: Collection[str]) -> list[Consent]:
    """What is kept of these records (keys)."""
    rows = await ask(_OF, keys=sorted(records)) if records else []
    return [_consent(row) for row in rows]


async def consents_of_each(ask: Read, keys: Sequence[Sequence[str]]) -> list[list[Consent]]:
    """For each list of records (keys) the consents that count, by one statement: without what deleted records allowed,
    while what they forbade stands."""
    by_record: dict[str, list[Consent]] = defaultdict(list)
    for row in await ask(_COUNTING, keys=sorted({record for records in keys for record in records})):
        by_record[row["record"]].append(_consent(row))
    return [[consent for record in records for consent in by_record[record]] for records in keys]


def _consent(row: Row) -> Consent:
    return Consent(**row.data() | {"status": ConsentStatus(row["status"])})


# A row: record, purpose, channel, status, time, evidence.
# Not MERGE: it may look for the edge from the purpose, on which millions hang.
_CHANGE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row[0]})-[c:CONSENTED {purpose: row[1], channel: row[2]}]->(:Purpose)
SET c.before = CASE WHEN c.run = $run THEN c.before
  ELSE [c.status, coalesce(c.at, ''), c.evidence, coalesce(c.run, '')] END
SET c.status = row[3], c.at = row[4], c.evidence = row[5], c.run = $run
RETURN collect([row[0], row[1], row[2]]) AS changed
"""
_CREATE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row[0]})
MERGE (p:Purpose {key: row[1]})
CREATE (r)-[:CONSENTED {purpose: row[1], channel: row[2], status: row[3], at: row[4], evidence: row[5], run: $run}]->(p)
"""


async def keep(
    tx: WriteTransaction, stated: Collection[Consent], before: Container[str] = (), run: str | None = None
) -> None:
    """Each in the place of what the same record said of the same purpose and channel; nothing is looked for where the
    record was not stored `before`. `run`: the load run that states it; one version from before it stays readable."""
    if not stated:
        return
    fresh = [_row(consent) for consent in stated if consent.record not in before]
    rows = [_row(consent) for consent in stated if consent.record in before]
    if rows:
        changed = {tuple(use) for use in (await tx.run(_CHANGE, rows=rows, run=run))[0]["changed"]}
        fresh += [row for row in rows if tuple(row[:3]) not in changed]
    if fresh:
        await tx.run(_CREATE, rows=fresh, run=run)


def _row(consent: Consent) -> list[str | None]:
    return [consent.record, consent.purpose, consent.channel, consent.status.value, consent.at, consent.evidence]
