"""Consent as edges from records to purposes, one for each purpose and channel."""

from collections.abc import Collection, Container, Iterable
from typing import Any

from profile_service.domain.consents import Consent, ConsentStatus
from profile_service.store.door import Ask, Transaction

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


async def of(ask: Ask, records: Collection[str]) -> list[Consent]:
    """What is kept of these records (keys)."""
    rows = await ask(_OF, keys=sorted(records)) if records else []
    return [Consent(**row.data() | {"status": ConsentStatus(row["status"])}) for row in rows]


async def counting(ask: Ask, records: Collection[str]) -> list[Consent]:
    """The same without what deleted records allowed: what they forbade stands."""
    rows = await ask(_COUNTING, keys=sorted(records)) if records else []
    return [Consent(**row.data() | {"status": ConsentStatus(row["status"])}) for row in rows]


_KEEP_PURPOSES = """
UNWIND $purposes AS purpose
MERGE (:Purpose {key: purpose})
"""
# Not MERGE: it may look for the edge from the purpose, on which millions hang.
_CHANGE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})-[c:CONSENTED {purpose: row.purpose, channel: row.channel}]->(:Purpose)
SET c.before = CASE WHEN c.run = row.properties.run THEN c.before
  ELSE [c.status, coalesce(c.at, ''), c.evidence, coalesce(c.run, '')] END
SET c += row.properties
RETURN collect([row.record, row.purpose, row.channel]) AS changed
"""
_CREATE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
MATCH (p:Purpose {key: row.purpose})
CREATE (r)-[c:CONSENTED]->(p)
SET c = row.properties
"""


async def keep(
    tx: Transaction, stated: Collection[Consent], before: Container[str] = (), run: str | None = None
) -> None:
    """Each in the place of what the same record said of the same purpose and channel; nothing is looked for where the
    record was not stored `before`. `run`: the load run that states it; one version from before it stays readable."""
    if not stated:
        return
    await tx.run(_KEEP_PURPOSES, purposes=sorted({c.purpose for c in stated}))
    fresh = _rows((c for c in stated if c.record not in before), run)
    rows = _rows((c for c in stated if c.record in before), run)
    if rows:
        changed = {tuple(use) for use in (await tx.run(_CHANGE, rows=rows))[0]["changed"]}
        fresh += [row for row in rows if (row["record"], row["purpose"], row["channel"]) not in changed]
    if fresh:
        await tx.run(_CREATE, rows=fresh)


def _rows(consents: Iterable[Consent], run: str | None) -> list[dict[str, Any]]:
    return [
        {"record": c.record, "purpose": c.purpose, "channel": c.channel, "properties": _properties(c, run)}
        for c in consents
    ]


def _properties(consent: Consent, run: str | None) -> dict[str, str | None]:
    return {
        "purpose": consent.purpose,
        "channel": consent.channel,
        "status": consent.status.value,
        "at": consent.at,
        "evidence": consent.evidence,
        "run": run,
    }
