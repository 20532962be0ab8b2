"""Profiles as they are read: one statement for a whole batch of asks, whether by id or by identifier."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

import orjson

from profile_service.domain.profile.profiles import Claim, Profile, ProfileMatch, ProfileRecord
from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Rows, Store

# Pattern comprehensions, not OPTIONAL MATCH: both engines then keep to the few nodes found so far.
_RECORD = """
RETURN ask, shared, p.id AS id, p.version AS version, p.created_at AS created_at, p.updated_at AS updated_at,
  p.locked_by AS locked_by, p.locked_at AS locked_at,
  [(p)<-[:MERGED_INTO*1..]-(old:Profile) | old.id] AS former,
  r.key AS record, r.source AS source, r.record_id AS record_id, r.name AS name, r.attributes AS attributes,
  r.observed_at AS observed_at, r.updated_at AS record_updated_at, r.version AS record_version, r.stub AS stub,
  r.tally AS tally, r.judged AS judged, r.retired_at AS retired_at,
  [(r)-[h:HAS]->(i:Identifier) |
    [i.type, i.value, h.first_seen, h.last_seen, h.ended_at, i.contested, h.disowned_at]] AS claims
"""
_BY_ID = f"""
UNWIND $ids AS ask
MATCH (p:Profile {{id: ask}})<-[:OF]-(r:SourceRecord)
WITH ask, 1 AS shared, p, r
{_RECORD}
"""
# A claim that has ended, or that a steward took away, leads nowhere.
# A junk value may be shared by half of all customers, and nobody is served by their exact number.
SHARED_LIMIT = 1_000
_BY_KEY = f"""
MATCH (:Identifier {{key: $key{{number}}}})<-[h:HAS]-(:SourceRecord)-[:OF]->(q:Profile)
WHERE h.ended_at IS NULL AND h.disowned_at IS NULL
WITH q LIMIT {SHARED_LIMIT}
WITH min(q.id) AS first, count(DISTINCT q.id) AS shared
MATCH (p:Profile {{id: first}})<-[:OF]-(r:SourceRecord)
WITH {{number}} AS ask, shared, p, r
{_RECORD}
"""
_BY_FORMER_ID = f"""
UNWIND $ids AS ask
MATCH (:Profile {{id: ask}})-[:MERGED_INTO*1..]->(p:Profile)<-[:OF]-(r:SourceRecord)
WITH ask, 1 AS shared, p, r
{_RECORD}
"""


async def profiles(
    store: Store, ids: Sequence[str], identifiers: Sequence[Identifier]
) -> dict[str | Identifier, ProfileMatch]:
    """What is found, by what was asked for; an id that was merged away finds its survivor."""
    branches = [_BY_ID, _BY_FORMER_ID] if ids else []
    branches += [_BY_KEY.replace("{number}", str(number)) for number in range(len(identifiers))]
    if not branches:
        return {}
    keys = {f"key{number}": each.key for number, each in enumerate(identifiers)}
    found = _found(await store.read("UNION ALL".join(branches), ids=list(ids), **keys))
    return {identifiers[ask] if isinstance(ask, int) else ask: each for ask, each in found.items()}


def _found(rows: Rows) -> dict[str | int, ProfileMatch]:
    by_ask: dict[str | int, list[list[Any]]] = defaultdict(list)
    for row in rows:
        ask, *told = tuple.__iter__(row)
        by_ask[ask].append(told)
    return {ask: ProfileMatch(_profile(kin), kin[0][0]) for ask, kin in by_ask.items()}


def _profile(rows: list[list[Any]]) -> Profile:
    """Of the columns of `_RECORD` after the ask; what is said of the profile is the same in each row."""
    _, id, version, created_at, updated_at, locked_by, locked_at, former, *_ = rows[0]
    records = tuple(sorted((_record(row[8:]) for row in rows), key=lambda record: record.key))
    return Profile(id, version, created_at, updated_at, tuple(sorted(former)), records, locked_by, locked_at)


def _record(told: list[Any]) -> ProfileRecord:
    key, source, record_id, name, attributes, observed_at, updated_at, version, stub, tally, *more = told
    judged, retired_at, claims = more
    return ProfileRecord(
        key=key,
        source=source,
        record_id=record_id,
        name=name or "",
        attributes=orjson.loads(attributes) if attributes else {},
        claims=_claims(claims),
        observed_at=observed_at,
        updated_at=updated_at,
        version=version,
        stub=bool(stub),
        tally=tally or "",
        judged=bool(judged),
        retired_at=retired_at,
    )


def _claims(rows: Iterable[list[Any]]) -> tuple[Claim, ...]:
    """What the record says itself: nothing that folding derived, and nothing that a steward took from it."""
    return tuple(
        Claim(Identifier(type, value), first, last, ended, contested is not None)
        for type, value, first, last, ended, contested, disowned in sorted(rows, key=itemgetter(0, 1))
        if disowned is None and not type.endswith(CANONICAL)
    )
