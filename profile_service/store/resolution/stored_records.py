"""Stored source records: decoded here for every reader that resolves or explains identity."""

from collections.abc import Collection

from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.store.engine.statements import Values, as_list, by_name
from profile_service.store.engine.store import Read
from profile_service.store.resolution.claims import CLAIM, claim

_COLUMNS = {
    "key": "r.key",
    "profile": "p.id",
    "attributes_text": "coalesce(r.attributes, '{}')",
    "observed_at": "r.observed_at",
    "created_at": "coalesce(r.created_at, '')",
    "lock": "r.lock",
    "judged": "coalesce(r.judged, false)",
    "digest": "r.digest",
    "stub": "coalesce(r.stub, false)",
    "retired_at": "r.retired_at",
    "merged": "coalesce(r.merged, false)",
    "run": "r.run",
    "claims": "claims",
    "cleared_text": "r.cleared",
}
WITH_CLAIMS = f"""
OPTIONAL MATCH (r)-[h:HAS]->(i:Identifier)
WITH p, r, collect(CASE WHEN i IS NOT NULL THEN {CLAIM} END) AS claims
"""
"""Cypher: the claims of each record of the pattern `(r:SourceRecord)-[:OF]->(p:Profile)`, for `STORED_RECORD`."""
STORED_RECORD = as_list(_COLUMNS)
"""Cypher: a record after `WITH_CLAIMS`, for `stored_record` to decode."""


def stored_record(values: Values) -> StoredRecord:
    """The record that `STORED_RECORD` returned as `values`."""
    fields = by_name(_COLUMNS, values)
    fields["claims"] = tuple(claim(fields["key"], columns) for columns in fields["claims"])
    return StoredRecord(**fields)


_BY_KEY = f"""
UNWIND $keys AS key
MATCH (r:SourceRecord {{key: key}})-[:OF]->(p:Profile)
{WITH_CLAIMS}
RETURN collect({STORED_RECORD}) AS records
"""


async def stored_records(read: Read, keys: Collection[str]) -> list[StoredRecord]:
    """The records with these keys, without those that are not stored."""
    if not keys:
        return []
    return [stored_record(values) for values in (await read(_BY_KEY, keys=sorted(keys)))[0]["records"]]
