"""Pages of decisions, the newest first. Ids sort by time, so that an id is a place in the list."""

from collections.abc import Collection
from dataclasses import replace

from profile_service.domain.stewardship.decisions import DecisionState, ListedDecision
from profile_service.store.engine.statements import as_return
from profile_service.store.engine.store import Row, Store
from profile_service.store.stewardship.decisions import DECISION_COLUMNS, decision_of, state_key

MOST_RECORDS = 100
"""So many records of a decision are listed."""
_COLUMNS = DECISION_COLUMNS | {"records": f"coalesce(d.records, [])[0..{MOST_RECORDS}]"}
_LISTED = f"""
OPTIONAL MATCH (root:Decision {{id: d.root}})
RETURN {as_return(_COLUMNS)}, size(coalesce(d.records, [])) AS record_count, coalesce(root.undos, []) AS root_undos
"""
_ALL = f"""
MATCH (d:Decision)
WHERE d.id < $before
WITH d
ORDER BY d.id DESC
LIMIT $limit
{_LISTED}
"""
_IN_STATE = f"""
MATCH (d:Decision)
WHERE d.state > $state AND d.state < $before_in_state
WITH d
ORDER BY d.state DESC
LIMIT $limit
{_LISTED}
"""
# A change that no steward decided has no decision.
_OF_PROFILES = f"""
UNWIND $profiles AS profile
MATCH (:Profile {{id: profile}})<-[:CHANGED]-(c:Change)
WHERE c.decision < $before
WITH DISTINCT c.decision AS id
MATCH (d:Decision {{id: id}})
WHERE d.state STARTS WITH $state
WITH d
ORDER BY d.id DESC
LIMIT $limit
{_LISTED}
"""
_BEHIND_ALL = "~"


async def decisions_before(
    store: Store, profiles: Collection[str] | None, state: DecisionState | None, before: str, limit: int
) -> list[ListedDecision]:
    """The latest `limit` decisions before the one with the id `before`, the newest first; from the newest on where
    that is empty. `profiles`: only what is in the history of one of these (ids), at a cost that grows with it."""
    before = before or _BEHIND_ALL
    if profiles is not None:
        prefix = state.value if state else ""
        rows = await store.read(_OF_PROFILES, profiles=sorted(profiles), state=prefix, before=before, limit=limit)
    elif state:
        end = state_key(state, before)
        rows = await store.read(_IN_STATE, state=state.value, before_in_state=end, limit=limit)
    else:
        rows = await store.read(_ALL, before=before, limit=limit)
    return sorted(map(_listed, rows), key=lambda listed: listed.decision.id, reverse=True)


def _listed(row: Row) -> ListedDecision:
    fields = row.data()
    count, root_undos = fields.pop("record_count"), fields.pop("root_undos")
    decision = decision_of(fields)
    if decision.id in root_undos:
        following = root_undos[root_undos.index(decision.id) + 1 :]
        return ListedDecision(decision, count, following[0] if following else None)
    return ListedDecision(decision, count, decision.undos[-1] if decision.is_undone else None)


_PROFILES = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})-[:OF]->(p:Profile)
RETURN r.key AS key, p.id AS profile
"""


async def with_profiles(store: Store, listed: Collection[ListedDecision]) -> list[ListedDecision]:
    """The same, each with the profiles that hold its listed records."""
    keys = sorted({key for each in listed for key in each.decision.records})
    rows = await store.read(_PROFILES, keys=keys) if keys else []
    profile_of = {row["key"]: row["profile"] for row in rows}
    return [
        replace(each, profiles=tuple(sorted({profile_of[key] for key in each.decision.records if key in profile_of})))
        for each in listed
    ]
