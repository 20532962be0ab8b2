"""Claims that were derived by folding: what records hold of them, and bringing that up to other rules."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import WriteTransaction
from profile_service.store.resolution import claims
from profile_service.store.sources.records import keep_identifiers


@dataclass(frozen=True, slots=True)
class Claimed:
    """All that is stored of a record's claim on an identifier."""

    record: str
    identifier: Identifier
    first_seen: str | None
    last_seen: str | None
    disowned_at: str | None
    disowned_by: str | None
    by: str | None


_HELD = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[h:HAS]->(i:Identifier)
RETURN collect([r.key, i.type, i.value, h.first_seen, h.last_seen, h.disowned_at, h.disowned_by, h.by]) AS claims
"""


async def held(tx: WriteTransaction, keys: Collection[str]) -> list[Claimed]:
    """The claims of these records."""
    rows = (await tx.run(_HELD, keys=sorted(keys)))[0]["claims"]
    return [Claimed(record, Identifier(type, value), *more) for record, type, value, *more in rows]


_ADD = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
MATCH (i:Identifier {key: row.identifier})
CREATE (r)-[h:HAS]->(i)
SET h = row.properties
"""
# What nobody holds cannot wait for a decision.
_SETTLE = """
UNWIND $keys AS key
MATCH (i:Identifier {key: key})
WHERE i.holders <= 0
SET i.contested = null, i.obstacle = null
"""


async def replace(tx: WriteTransaction, add: Sequence[Claimed], drop: Sequence[Claimed]) -> None:
    """Make the claims that are missing and delete those that are too many; identifiers count their holders anew."""
    more = Counter(claim.identifier for claim in add)
    more.subtract(claim.identifier for claim in drop)
    await keep_identifiers(tx, more)
    if add:
        await tx.run(_ADD, rows=[_row(claim) for claim in add])
    if drop:
        await claims.drop(tx, [(claim.record, claim.identifier) for claim in drop])
        await tx.run(_SETTLE, keys=_keys(drop))


def _row(claim: Claimed) -> dict[str, Any]:
    names = ("first_seen", "last_seen", "disowned_at", "disowned_by", "by")
    properties = {name: value for name in names if (value := getattr(claim, name)) is not None}
    return {"record": claim.record, "identifier": claim.identifier.key, "properties": properties}


def _keys(claims: Iterable[Claimed]) -> list[str]:
    return sorted({claim.identifier.key for claim in claims})
