"""Profiles as they are read: one statement for a whole batch of keys, ids as well as identifiers."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

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
# One row for a profile: a row for each record would read its former ids as often.
_PROFILE = f"""
RETURN key, shared, p.id AS id, p.version AS version, p.created_at AS created_at, p.updated_at AS updated_at,
  p.locked_by AS locked_by, p.locked_at AS locked_at,
  [(p)<-[:MERGED_INTO*1..]-(old:Profile) | old.id] AS former,
  [(p)<-[:OF]-(r:SourceRecord) | {as_list(_RECORD)}] AS records
"""
_BY_ID = f"""
UNWIND $ids AS key
MATCH (p:Profile {{id: key}})
WITH key, 1 AS shared, p
{_PROFILE}
"""
# A claim that has ended, or that a steward took away, leads nowhere.
# Half of all customers may share a junk value, and nobody is served by the exact number of them.
SHARED_LIMIT = 1_000
_BY_KEY = f"""
MATCH (:Identifier {{key: $key}})<-[h:HAS]-(:SourceRecord)-[:OF]->(q:Profile)
WHERE h.ended_at IS NULL AND h.disowned_at IS NULL
WITH q LIMIT {SHARED_LIMIT}
WITH min(q.id) AS first, count(DISTINCT q.id) AS shared
MATCH (p:Profile {{id: first}})
WITH 0 AS key, shared, p
{_PROFILE}
"""
# The same for several identifiers: Neo4j would plan a text with a branch for each anew for each number of them.
_BY_KEYS = f"""
UNWIND $asked AS asked
MATCH (i:Identifier {{key: asked.key}})
CALL (i) {{
  MATCH (i)<-[h:HAS]-(:SourceRecord)-[:OF]->(q:Profile)
  WHERE h.ended_at IS NULL AND h.disowned_at IS NULL
  WITH q LIMIT {SHARED_LIMIT}
  RETURN min(q.id) AS first, count(DISTINCT q.id) AS shared
}}
MATCH (p:Profile {{id: first}})
WITH asked.place AS key, shared, p
{_PROFILE}
"""
_BY_FORMER_ID = f"""
UNWIND $ids AS key
MATCH (:Profile {{id: key}})-[:MERGED_INTO*1..]->(p:Profile)
WITH key, 1 AS shared, p
{_PROFILE}
"""


class _Branches(NamedTuple):
    cypher: list[str]
    parameters: Mapping[str, object]


async def profile_matches(store: Store, keys: Sequence[str | Identifier]) -> list[ProfileMatch | None]:
    """For each id or identifier the profile to which it leads, None where there is none; an id that was merged away
    leads to its survivor. Costs one statement, however many keys there are."""
    ids = list(dict.fromkeys(key for key in keys if isinstance(key, str)))
    identifiers = list(dict.fromkeys(key for key in keys if isinstance(key, Identifier)))
    branches = [_BY_ID, _BY_FORMER_ID] if ids else []
    by_identifier = _by_identifier([identifier.key for identifier in identifiers])
    branches += by_identifier.cypher
    if not branches:
        return []
    matches: dict[str | Identifier, ProfileMatch] = {}
    for row in await store.read("UNION ALL".join(branches), ids=ids, **by_identifier.parameters):
        # A profile that was merged away has no records.
        if row["records"]:
            key = row["key"]
            matches[identifiers[key] if isinstance(key, int) else key] = ProfileMatch(_profile(row), row["shared"])
    return [matches.get(key) for key in keys]


def _by_identifier(keys: Sequence[str]) -> _Branches:
    """The branch that looks up the identifiers with these keys, and its parameters; none where there are none."""
    if len(keys) == 1:
        return _Branches([_BY_KEY], {"key": keys[0]})
    asked = [{"place": place, "key": key} for place, key in enumerate(keys)]
    return _Branches([_BY_KEYS] if asked else [], {"asked": asked})


_HOLDERS = """
MATCH (:Identifier {key: $key})<-[h:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
WHERE h.ended_at IS NULL AND h.disowned_at IS NULL
WITH p LIMIT $scanned
RETURN DISTINCT p.id AS id
ORDER BY id
LIMIT $limit
"""


async def holders_of(store: Store, identifier: Identifier, limit: int) -> list[str]:
    """Ids of the profiles that share an identifier, in their order, up to a limit."""
    rows = await store.read(_HOLDERS, key=identifier.key, scanned=SHARED_LIMIT, limit=limit)
    return [row["id"] for row in rows]


def _profile(row: Row) -> Profile:
    return Profile(
        id=row["id"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        former_ids=tuple(sorted(row["former"])),
        records=tuple(sorted(map(_record, row["records"]), key=attrgetter("key"))),
        locked_by=row["locked_by"],
        locked_at=row["locked_at"],
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
