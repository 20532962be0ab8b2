"""A person's profile, former ids and records as they are stored, with their claims and consents."""

from collections.abc import Sequence

from profile_service.store.engine.statements import NamedValues
from profile_service.store.engine.store import Store

_PROFILE = """
MATCH (p:Profile {id: $id})
RETURN properties(p) AS profile
"""


async def stored_profile(store: Store, id: str) -> NamedValues | None:
    """The properties of the profile; None where there is none with this id."""
    rows = await store.read(_PROFILE, id=id)
    return rows[0].data()["profile"] if rows else None


_FORMER = """
MATCH (p:Profile {id: $id})<-[:MERGED_INTO*1..]-(old:Profile)
MATCH (old)-[m:MERGED_INTO]->(:Profile)
RETURN properties(old) AS profile, properties(m) AS merge
ORDER BY old.id
"""


async def former_profiles(store: Store, id: str) -> list[NamedValues]:
    """Of each profile that was merged into this one, in one step or several, its `profile` and the `merge`."""
    return [row.data() for row in await store.read(_FORMER, id=id)]


_KEYS = """
MATCH (:Profile {id: $id})<-[:OF]-(r:SourceRecord)
RETURN r.key AS key
ORDER BY key
"""


async def record_keys(store: Store, id: str) -> list[str]:
    """The keys of the profile's records, sorted."""
    return [row["key"] for row in await store.read(_KEYS, id=id)]


_RECORDS = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
RETURN properties(r) AS record,
  [(r)-[h:HAS]->(i:Identifier) | [properties(h), properties(i)]] AS claims,
  [(r)-[c:CONSENTED]->(about) | properties(c)] AS consents
"""


async def stored_records(store: Store, keys: Sequence[str]) -> list[NamedValues]:
    """Of each of the records (keys) its properties, `claims` (those of the claim and of its identifier) and
    `consents`."""
    rows = [row.data() for row in await store.read(_RECORDS, keys=list(keys))]
    return sorted(rows, key=lambda row: str(row["record"]["key"]))


_ADDRESS_CONSENTS = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[:HAS]->(:Identifier)<-[c:CONSENTED]-(other:SourceRecord)
WHERE NOT other.key IN $own
RETURN DISTINCT properties(c) AS consent, other.source AS source
"""


async def address_consents(store: Store, keys: Sequence[str], own: Sequence[str]) -> list[NamedValues]:
    """The consents about identifiers of these records (keys) that records other than the person's `own` state, with the
    `source` of each."""
    return [row.data() for row in await store.read(_ADDRESS_CONSENTS, keys=list(keys), own=list(own))]
