"""Claims on identifiers: decoded here for every reader, and created, disowned and deleted."""

from collections.abc import Collection, Iterable, Sequence

from profile_service.domain.resolution.claims import Claim
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.statements import Values, as_list
from profile_service.store.engine.store import WriteTransaction

# In the order of Claim's fields, which are filled by place: a look-up by name would take most of the time.
CLAIM_COLUMNS = {
    "type": "i.type",
    "value": "i.value",
    "first_seen": "h.first_seen",
    "last_seen": "h.last_seen",
    "holders": "coalesce(i.holders, 0)",
    "ended_at": "h.ended_at",
    "contested_since": "i.contested",
    "obstacle": "i.obstacle",
    "disowned_at": "h.disowned_at",
    "disowned_by": "h.disowned_by",
    "given_by": "h.by",
    "stated_until": "h.stated_until",
    "stated_before": "h.stated_before",
}
CLAIM = as_list(CLAIM_COLUMNS)
"""Cypher: a claim of the pattern `(r:SourceRecord)-[h:HAS]->(i:Identifier)`, for `claim` to decode."""


def claim(record: str, values: Values) -> Claim:
    """The claim of the record (key) that `CLAIM` returned as `values`."""
    return Claim._make((record, Identifier._make(values[:2]), *values[2:]))


_OF_RECORDS = f"""
UNWIND $keys AS key
MATCH (r:SourceRecord {{key: key}})-[h:HAS]->(i:Identifier)
RETURN r.key AS record, collect({CLAIM}) AS claims
"""


async def of_records(tx: WriteTransaction, records: Collection[str]) -> list[Claim]:
    """The claims of the records (keys), including those that rules derived."""
    rows = await tx.run(_OF_RECORDS, keys=sorted(records))
    return [claim(row["record"], values) for row in rows for values in row["claims"]]


_HOLDERS = """
UNWIND $keys AS key
MATCH (i:Identifier {key: key})
WHERE i.holders <= $cap
MATCH (i)<-[:HAS]-(r:SourceRecord)
RETURN r.key AS record
"""


async def holders(tx: WriteTransaction, identifiers: Iterable[Identifier], cap: int) -> list[str]:
    """Keys of the records that hold one of the identifiers; an identifier with more than `cap` holders is left out."""
    keys = sorted(identifier.key for identifier in identifiers)
    return [row["record"] for row in await tx.run(_HOLDERS, keys=keys, cap=cap)]


_DISOWN = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.record})-[h:HAS]->(:Identifier {key: row.identifier})
SET h.disowned_at = $at, h.disowned_by = $by
"""


async def disown(tx: WriteTransaction, claims: Sequence[Claim], at: str | None, by: str | None) -> None:
    """Mark the claims as taken from their records at a time by an actor; None and None take the mark away."""
    if claims:
        await tx.run(_DISOWN, rows=_rows(claims), at=at, by=by)


_DELETE = """
UNWIND $rows AS row
MATCH (:SourceRecord {key: row.record})-[h:HAS]->(:Identifier {key: row.identifier})
DELETE h
"""


async def delete(tx: WriteTransaction, claims: Collection[Claim]) -> None:
    """Delete the claims; the caller counts the identifiers' holders."""
    if claims:
        await tx.run(_DELETE, rows=_rows(claims))


_CREATE = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
MATCH (i:Identifier {key: row.identifier})
CREATE (r)-[h:HAS]->(i)
SET h = row.properties
"""


async def create(tx: WriteTransaction, claims: Collection[Claim]) -> None:
    """Create the claims of stored records on stored identifiers; the caller counts the identifiers' holders."""
    if claims:
        rows = [row | {"properties": _properties(c)} for row, c in zip(_rows(claims), claims, strict=True)]
        await tx.run(_CREATE, rows=rows)


def _rows(claims: Iterable[Claim]) -> list[dict[str, object]]:
    return [{"record": c.record, "identifier": c.identifier.key} for c in claims]


def _properties(claim: Claim) -> dict[str, str]:
    """Properties of the relationship, without absent ones."""
    properties = {
        "first_seen": claim.first_seen,
        "last_seen": claim.last_seen,
        "disowned_at": claim.disowned_at,
        "disowned_by": claim.disowned_by,
        "by": claim.given_by,
        "stated_until": claim.stated_until,
        "stated_before": claim.stated_before,
    }
    return {name: value for name, value in properties.items() if value is not None}
