"""Consents: relationships from records to purposes, one for each record, purpose and channel."""

from collections import defaultdict
from collections.abc import Collection, Container, Sequence

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.store.engine.statements import as_return
from profile_service.store.engine.store import Read, Row, WriteTransaction

_COLUMNS = {
    "record": "r.key",
    "purpose": "c.purpose",
    "channel": "c.channel",
    "status": "c.status",
    "at": "c.at",
    "evidence": "c.evidence",
}
_OF_RECORDS = f"""
UNWIND $keys AS key
MATCH (r:SourceRecord {{key: key}})-[c:CONSENTED]->(:Purpose)
RETURN {as_return(_COLUMNS)}
"""


async def of_records(read: Read, records: Collection[str]) -> list[Consent]:
    """All stored consents of these records (keys)."""
    rows = await read(_OF_RECORDS, keys=sorted(records)) if records else []
    return [_consent(row) for row in rows]


_IN_EFFECT = f"""
UNWIND $keys AS key
MATCH (r:SourceRecord {{key: key}})-[c:CONSENTED]->(:Purpose)
WHERE r.retired_at IS NULL OR c.status = 'withdrawn'
RETURN {as_return(_COLUMNS)}
"""


async def consents_of_each(read: Read, keys: Sequence[Sequence[str]]) -> list[list[Consent]]:
    """For each list of records (keys) the consents in effect, by one statement: the permissions of retired records are
    left out, their withdrawals are not."""
    by_record: dict[str, list[Consent]] = defaultdict(list)
    for row in await read(_IN_EFFECT, keys=sorted({record for records in keys for record in records})):
        by_record[row["record"]].append(_consent(row))
    return [[consent for record in records for consent in by_record[record]] for records in keys]


def _consent(row: Row) -> Consent:
    return Consent(**row.data() | {"status": ConsentStatus(row["status"])})


# A row: record, purpose, channel, status, time, evidence.
# Not MERGE: it may look for the relationship from the purpose, which has millions.
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
    """Store the consents, each in place of the same record's consent to the same purpose and channel. Records that were
    not stored `before` have none. `run`: the load run that states them; the consent from before the run stays readable.
    """
    if not stated:
        return
    new = [_row(consent) for consent in stated if consent.record not in before]
    rows = [_row(consent) for consent in stated if consent.record in before]
    if rows:
        changed = {tuple(key) for key in (await tx.run(_CHANGE, rows=rows, run=run))[0]["changed"]}
        new += [row for row in rows if tuple(row[:3]) not in changed]
    if new:
        await tx.run(_CREATE, rows=new, run=run)


def _row(consent: Consent) -> list[str | None]:
    return [consent.record, consent.purpose, consent.channel, consent.status.value, consent.at, consent.evidence]
