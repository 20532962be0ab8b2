"""Restrictions: since when the processing of a record is restricted; so a restriction follows the record into whatever
profile it comes."""

from collections.abc import Collection, Mapping

from profile_service.store.engine.store import Read, WriteTransaction

_RESTRICT = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row[0]})
SET r.restricted_at = coalesce(r.restricted_at, row[1])
"""


async def restrict(tx: WriteTransaction, since: Mapping[str, str]) -> None:
    """Restrict the records (key → fixed-width UTC text); one that is restricted stays so since then."""
    await tx.run(_RESTRICT, rows=[list(pair) for pair in sorted(since.items())])


_ANY = """
UNWIND $ids AS id
MATCH (:Profile {id: id})<-[:OF]-(r:SourceRecord)
WHERE r.restricted_at IS NOT NULL
RETURN count(r) AS restricted
"""


async def any_restricted(read: Read, profiles: Collection[str]) -> bool:
    """Whether a record of one of the profiles (ids) is restricted."""
    return bool((await read(_ANY, ids=sorted(profiles)))[0]["restricted"])


_LIFT = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
SET r.restricted_at = null
"""


async def lift(tx: WriteTransaction, records: Collection[str]) -> None:
    """Restrict the records (keys) no more."""
    await tx.run(_LIFT, keys=sorted(records))
