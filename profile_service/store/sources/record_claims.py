"""The claims of records that earlier versions made: former ones, and how long the present ones are held."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import orjson

from profile_service.domain.resolution.claims import Claim
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import WriteTransaction


@dataclass(frozen=True)
class RecordClaims:
    """All claims of a record by identifier, `before` a change and `after` it. `cleared`: identifier type → the time up
    to which earlier versions count no more."""

    before: Mapping[Identifier, Claim]
    after: Mapping[Identifier, Claim]
    cleared: Mapping[str, str]

    @cached_property
    def kept(self) -> frozenset[Identifier]:
        return frozenset(self.after)

    @property
    def cleared_text(self) -> str | None:
        return orjson.dumps(dict(self.cleared)).decode() if self.cleared else None

    def history(self) -> Iterator[Claim]:
        """The claims to write, apart from what stating an identifier writes."""
        for identifier, claim in self.after.items():
            stored = self.before.get(identifier)
            if claim.is_former:
                is_stored = stored is not None and stored.origin == claim.origin
            else:
                stated = (stored or Claim(claim.record, identifier, claim.last_seen, claim.last_seen))._replace(
                    last_seen=claim.last_seen, stated_until=None
                )
                is_stored = stated.origin == claim.origin
            if not is_stored:
                yield claim


_KEEP_HISTORY = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row[0]})
MATCH (i:Identifier {key: row[1]})
MERGE (r)-[h:HAS]->(i)
SET h.first_seen = row[2], h.last_seen = row[3], h.stated_until = row[4], h.stated_before = row[5],
  h.disowned_at = row[6], h.disowned_by = row[7], h.by = row[8]
"""


async def keep_history(tx: WriteTransaction, claims: Iterable[RecordClaims]) -> None:
    """Write the claims that earlier versions made or extend. The identifiers must exist."""
    rows = [
        [claim.record, claim.identifier.key, *claim.origin]
        for record_claims in claims
        for claim in record_claims.history()
    ]
    if rows:
        await tx.run(_KEEP_HISTORY, rows=rows)


_DROP = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row[0]})-[h:HAS]->(:Identifier {key: row[1]})
DELETE h
"""


async def drop(tx: WriteTransaction, claims: Iterable[RecordClaims]) -> None:
    """Delete the claims that the records have no more."""
    rows = [
        [claim.record, claim.identifier.key]
        for record_claims in claims
        for claim in record_claims.before.values()
        if claim.identifier not in record_claims.kept
    ]
    if rows:
        await tx.run(_DROP, rows=rows)


_KEEP_REMOVALS = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row[0]})
SET r.cleared = row[1]
"""


async def keep_removals(tx: WriteTransaction, claims: Mapping[str, RecordClaims]) -> None:
    """Write up to when earlier versions of new records (keys) removed identifiers."""
    rows = [[key, record_claims.cleared_text] for key, record_claims in sorted(claims.items()) if record_claims.cleared]
    if rows:
        await tx.run(_KEEP_REMOVALS, rows=rows)


_EXTEND = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row[0]})
SET r.cleared = row[1], r.version = coalesce(r.version, 0) + 1, r.updated_at = $now
"""


async def extend(tx: WriteTransaction, claims: Mapping[str, RecordClaims], now: str) -> None:
    """Write what earlier versions add to the claims of stored records (keys), whose present versions stay."""
    if claims:
        rows = [[key, record_claims.cleared_text] for key, record_claims in sorted(claims.items())]
        await tx.run(_EXTEND, rows=rows, now=now)
        await drop(tx, claims.values())
        await keep_history(tx, claims.values())
