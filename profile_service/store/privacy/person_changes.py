"""The changes of a person's profiles, out of the whole feed."""

from collections.abc import AsyncIterator, Collection

from profile_service.domain.stewardship.changes import RecordedChange
from profile_service.store.engine.change_rows import recorded_changes
from profile_service.store.engine.store import Store

_SCANNED_AT_ONCE = 500

# Only what a history lists leads from its profile: hence the whole feed, along its index.
_CHANGES = """
MATCH (c:Change)
WHERE c.seq > $after
WITH c
ORDER BY c.seq
LIMIT $limit
RETURN c.first AS first, c.seq AS seq, c.at AS at, c.actor AS actor, c.reason AS reason, c.decision AS decision,
  CASE WHEN any(id IN $ids WHERE c.entries CONTAINS id) THEN c.entries END AS entries
ORDER BY seq
"""


async def changes_of(store: Store, profiles: Collection[str]) -> AsyncIterator[RecordedChange]:
    """The changes in which one of the profiles (ids) is named, the oldest first. Costs by the length of the feed."""
    after = 0
    while rows := await store.read(_CHANGES, after=after, ids=sorted(profiles), limit=_SCANNED_AT_ONCE):
        for row in rows:
            for recorded in recorded_changes(row) if row["entries"] else ():
                change = recorded.change
                if any(id in profiles for id in (change.profile, *change.others)):
                    yield recorded
        after = rows[-1]["seq"]
