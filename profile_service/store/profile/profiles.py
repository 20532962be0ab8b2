"""Profiles as they are read: one statement for a whole batch of keys, ids as well as identifiers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import orjson

from profile_service.domain.profile.profiles import Profile, ProfileMatch, ProfileRecord
from profile_service.domain.resolution.claims import Claim
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.statements import Columns, Values, as_list
from profile_service.store.engine.store import Rows, Store
from profile_service.store.resolution.claims import CLAIM, CLAIM_COLUMNS, claim
from profile_service.store.sources.consents import EFFECTIVE, effective_consents

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
    "restricted_at": "r.restricted_at",
}
_CONSENTING_RECORD = _RECORD | {"consents": EFFECTIVE}
# What golden values are chosen by, and nothing else: of claims those of some types, and of a record no counts.
_GOLDEN_CLAIM = as_list(
    dict.fromkeys(CLAIM_COLUMNS, "null")
    | {c: CLAIM_COLUMNS[c] for c in ("type", "value", "last_seen", "ended_at", "disowned_at", "stated_until")}
)
_GOLDEN_RECORD = _RECORD | {
    "claims": f"[(r)-[h:HAS]->(i:Identifier) WHERE i.type IN $types | {_GOLDEN_CLAIM}]",
    "version": "0",
    "stub": "false",
    "tally": "''",
    "judged": "false",
    "retired_at": "null",
    "latest_event_at": "null",
}


def _profiles(record: Columns) -> str:
    """Cypher: all profiles in one row, for the driver takes as long for a row of its own as for ten of its values."""
    profile = {
        "key": "key",
        "shared": "shared",
        "id": "p.id",
        "version": "p.version",
        "created_at": "p.created_at",
        "updated_at": "p.updated_at",
        "former": "[(p)<-[:MERGED_INTO*1..]-(old:Profile) | old.id]",
        "records": f"[(p)<-[:OF]-(r:SourceRecord) | {as_list(record)}]",
        "locked_by": "p.locked_by",
        "locked_at": "p.locked_at",
    }
    return f"RETURN collect({as_list(profile)}) AS profiles\n"


_BY_ID = """
UNWIND $ids AS key
MATCH (p:Profile {id: key})
WITH key, 1 AS shared, p
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
"""
_BY_FORMER_ID = """
UNWIND $ids AS key
MATCH (:Profile {id: key})-[:MERGED_INTO*1..]->(p:Profile)
WITH key, 1 AS shared, p
"""


class _Branches(NamedTuple):
    """The branches of the statements that read profiles in one form."""

    of_ids: str
    of_key: str
    of_keys: str


def _branches(record: Columns) -> _Branches:
    profiles = _profiles(record)
    return _Branches(
        f"{_BY_ID}{profiles}UNION ALL{_BY_FORMER_ID}{profiles}", f"{_BY_KEY}{profiles}", f"{_BY_KEYS}{profiles}"
    )


_PLAIN, _CONSENTING = _branches(_RECORD), _branches(_CONSENTING_RECORD)
_GOLDEN_OF_IDS = _branches(_GOLDEN_RECORD).of_ids


async def profile_matches(
    store: Store, keys: Sequence[str | Identifier], *, consents: bool = False
) -> list[ProfileMatch | None]:
    """For each id or identifier the profile to which it leads, None where there is none; an id that was merged away
    leads to its survivor. Costs one statement, however many keys there are, and also where the records come with their
    `consents`."""
    ids = list(dict.fromkeys(key for key in keys if isinstance(key, str)))
    identifiers = list(dict.fromkeys(key for key in keys if isinstance(key, Identifier)))
    form = _CONSENTING if consents else _PLAIN
    by_identifier = _by_identifier([identifier.key for identifier in identifiers], form)
    branches = [*([form.of_ids] if ids else []), *by_identifier.cypher]
    if not branches:
        return []
    rows = await store.read("UNION ALL".join(branches), ids=ids, **by_identifier.parameters)
    matches = {identifiers[key] if isinstance(key, int) else key: match for key, match in _matches(rows)}
    return [matches.get(key) for key in keys]


async def golden_matches(store: Store, ids: Sequence[str], types: Sequence[str]) -> list[ProfileMatch | None]:
    """As `profile_matches` for ids, in half the time: the records come with the claims of these types alone, without
    their counts and versions. It is enough for golden attributes and golden identifiers of the types."""
    asked = list(dict.fromkeys(ids))
    matches = dict(_matches(await store.read(_GOLDEN_OF_IDS, ids=asked, types=list(types)))) if asked else {}
    return [matches.get(id) for id in ids]


def _matches(rows: Rows) -> Iterator[tuple[Any, ProfileMatch]]:
    """Each key with its match. A profile that was merged away has no records, and is none."""
    for row in rows:
        for key, shared, *profile in row["profiles"]:
            match = ProfileMatch(_profile(profile), shared)
            if match.profile.records:
                yield key, match


class _ByIdentifier(NamedTuple):
    cypher: list[str]
    parameters: Mapping[str, object]


def _by_identifier(keys: Sequence[str], form: _Branches) -> _ByIdentifier:
    """The branch that looks up the identifiers with these keys, and its parameters; none where there are none."""
    if len(keys) == 1:
        return _ByIdentifier([form.of_key], {"key": keys[0]})
    asked = [{"place": place, "key": key} for place, key in enumerate(keys)]
    return _ByIdentifier([form.of_keys] if asked else [], {"asked": asked})


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


# The columns come in the order of the fields, for looking each up by its name would take most of the time.
def _profile(values: Values) -> Profile:
    id, version, created_at, updated_at, former, records, *lock = values
    by_key = sorted(map(_record, records), key=attrgetter("key"))
    return Profile(id, version, created_at, updated_at, tuple(sorted(former)), tuple(by_key), *lock)


def _record(values: Values) -> ProfileRecord:
    key, source, record_id, name, attributes, claims, *rest = values
    stated = orjson.loads(attributes) if attributes else {}
    if len(values) > len(_RECORD):
        rest[-1] = effective_consents(rest[-1])
    return ProfileRecord(key, source, record_id, name, stated, _claims(key, claims), *rest)


def _claims(record: str, rows: Iterable[Values]) -> tuple[Claim, ...]:
    """The record's own claims, sorted by identifier: none that rules derived, and none that a steward took from it."""
    claims = (claim(record, values) for values in rows)
    return tuple(sorted((c for c in claims if not c.is_disowned and not c.is_canonical), key=attrgetter("identifier")))
