"""Profiles as they are read: one statement for a whole batch of keys, ids as well as identifiers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter

import orjson

from profile_service.domain.profile.profiles import Profile, ProfileMatch, ProfileRecord
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.statements import Values, as_list, by_name
from profile_service.store.engine.store import Row, Store
from profile_service.store.resolution.claims import CLAIM, claim

# Pattern comprehensions, not OPTIONAL MATCH: both engines then keep to the few nodes that they have reached.
_RECORD = {
    "key": "r.key",
    "source": "r.source",
    "record_id": "r.record_id",
    "name": "coalesce(r.name, '')",
    "attributes": "r.attributes",
    "claims": f"[(r)-[h:HAS]->(i:Identifier) | {CLAIM}]",
    "observed_at": "r.observed_at",
    "updated_at": "r.updated_at",
    "version": "r.version",
    "stub": "coalesce(r.stub, false)",
    "tally": "coalesce(r.tally, '')",
    "judged": "coalesce(r.judged, false)",
    "retired_at": "r.retired_at",
    "latest_event_at": "r.latest_event_at",
    "merged": "coalesce(r.merged, false)",
}
_PROFILE = f"""
RETURN key, shared, p.id AS id, p.version AS version, p.created_at AS created_at, p.updated_at AS updated_at,
  p.locked_by AS locked_by, p.locked_at AS locked_at,
  [(p)<-[:MERGED_INTO*1..]-(old:Profile) | old.id] AS former, {as_list(_RECORD)} AS record
"""
_BY_ID = f"""
UNWIND $ids AS key
MATCH (p:Profile {{id: key}})<-[:OF]-(r:SourceRecord)
WITH key, 1 AS shared, p, r
{_PROFILE}
"""
# A claim that has ended, or that a steward took away, leads nowhere.
# Half of all customers may share a junk value, and nobody is served by the exact number of them.
SHARED_LIMIT = 1_000
_BY_KEY = f"""
MATCH (:Identifier {{key: $key{{number}}}})<-[h:HAS]-(:SourceRecord)-[:OF]->(q:Profile)
WHERE h.ended_at IS NULL AND h.disowned_at IS NULL
WITH q LIMIT {SHARED_LIMIT}
WITH min(q.id) AS first, count(DISTINCT q.id) AS shared
MATCH (p:Profile {{id: first}})<-[:OF]-(r:SourceRecord)
WITH {{number}} AS key, shared, p, r
{_PROFILE}
"""
_BY_FORMER_ID = f"""
UNWIND $ids AS key
MATCH (:Profile {{id: key}})-[:MERGED_INTO*1..]->(p:Profile)<-[:OF]-(r:SourceRecord)
WITH key, 1 AS shared, p, r
{_PROFILE}
"""


async def profile_matches(store: Store, keys: Sequence[str | Identifier]) -> list[ProfileMatch | None]:
    """For each id or identifier the profile to which it leads, None where there is none; an id that was merged away
    leads to its survivor. Costs one statement, however many keys there are."""
    ids = list(dict.fromkeys(key for key in keys if isinstance(key, str)))
    identifiers = list(dict.fromkeys(key for key in keys if isinstance(key, Identifier)))
    branches = [_BY_ID, _BY_FORMER_ID] if ids else []
    branches += [_BY_KEY.replace("{number}", str(number)) for number in range(len(identifiers))]
    if not branches:
        return []
    parameters = {f"key{number}": identifier.key for number, identifier in enumerate(identifiers)}
    by_key: dict[str | Identifier, list[Row]] = defaultdict(list)
    for row in await store.read("UNION ALL".join(branches), ids=ids, **parameters):
        key = row["key"]
        by_key[identifiers[key] if isinstance(key, int) else key].append(row)
    matches = {key: ProfileMatch(_profile(rows), rows[0]["shared"]) for key, rows in by_key.items()}
    return [matches.get(key) for key in keys]


def _profile(rows: Sequence[Row]) -> Profile:
    """The profile of these rows, one for each of its records."""
    first = rows[0]
    return Profile(
        id=first["id"],
        version=first["version"],
        created_at=first["created_at"],
        updated_at=first["updated_at"],
        former_ids=tuple(sorted(first["former"])),
        records=tuple(sorted((_record(row["record"]) for row in rows), key=attrgetter("key"))),
        locked_by=first["locked_by"],
        locked_at=first["locked_at"],
    )


def _record(values: Values) -> ProfileRecord:
    fields = by_name(_RECORD, values)
    fields["attributes"] = orjson.loads(fields["attributes"]) if fields["attributes"] else {}
    fields["claims"] = _claims(fields["key"], fields["claims"])
    return ProfileRecord(**fields)


def _claims(record: str, rows: Iterable[Values]) -> tuple[Claim, ...]:
    """The record's own claims, sorted by identifier: none that rules derived, and none that a steward took from it."""
    claims = (claim(record, values) for values in rows)
    return tuple(sorted((c for c in claims if not c.is_disowned and not c.is_canonical), key=attrgetter("identifier")))
