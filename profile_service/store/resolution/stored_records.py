"""Stored source records: decoded here for every reader that works on identity."""

from collections.abc import Sequence
from typing import Any

from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.store.resolution.claims import CLAIM, claim

# Lists on the wire, for maps would repeat these names with every record; named here once, for the statement and for
# the decoder.
_FIELDS = {
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
    "run": "r.run",
}
WITH_CLAIMS = f"""
OPTIONAL MATCH (r)-[h:HAS]->(i:Identifier)
WITH p, r, collect(CASE WHEN i IS NOT NULL THEN {CLAIM} END) AS claims
"""
"""Cypher: the claims of each record of the pattern `(r:SourceRecord)-[:OF]->(p:Profile)`, for `STORED_RECORD`."""
STORED_RECORD = f"[{', '.join(_FIELDS.values())}, claims]"
"""Cypher: a record after `WITH_CLAIMS`, for `stored_record` to decode."""


def stored_record(values: Sequence[Any]) -> StoredRecord:
    """The record that `STORED_RECORD` returned as `values`."""
    *own, claims = values
    fields = dict(zip(_FIELDS, own, strict=True))
    return StoredRecord(**fields, claims=tuple(claim(fields["key"], each) for each in claims))
