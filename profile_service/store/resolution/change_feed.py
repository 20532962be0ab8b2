"""The feed of changes, in the order of their numbers."""

from profile_service.domain.stewardship.changes import RecordedChange, StoreState
from profile_service.store.engine.change_rows import recorded_changes
from profile_service.store.engine.store import Store

# A node has the number of its last change: the node that holds the change `until` may have a larger one.
_FEED = """
MATCH (c:Change)
WHERE c.seq > $after AND c.seq < $until
RETURN c.first AS first, c.seq AS seq, c.at AS at, c.actor AS actor, c.decision AS decision,
  c.entries AS entries
ORDER BY c.seq
LIMIT $limit
UNION ALL
MATCH (c:Change)
WHERE c.seq >= $until
RETURN c.first AS first, c.seq AS seq, c.at AS at, c.actor AS actor, c.decision AS decision,
  c.entries AS entries
ORDER BY c.seq
LIMIT 1
"""


async def after(store: Store, seq: int, limit: int) -> list[RecordedChange]:
    """The `limit` changes that follow the one numbered `seq`, in order; fewer at the end of the feed.

    They stop before a gap, which can only be a commit that is readable in part.
    """
    rows = await store.read(_FEED, after=seq, until=seq + limit, limit=limit)
    changes: list[RecordedChange] = []
    for row in sorted(rows, key=lambda row: int(row["seq"])):
        recorded = [change for change in recorded_changes(row) if change.seq > seq]
        if recorded[0].seq != seq + len(changes) + 1:
            break
        changes += recorded
    return changes[:limit]


_STATE = """
MATCH (lock:Lock {name: 'write'})
RETURN coalesce(lock.seq, 0) AS last_seq, lock.store AS id
"""


async def store_state(store: Store) -> StoreState:
    """The store's id, and the number of its latest change."""
    rows = await store.read(_STATE)
    return StoreState(rows[0]["id"], rows[0]["last_seq"]) if rows else StoreState(None, 0)
