"""The review queue: contested identifiers with their holders, and proposed merges, the longest waiting first."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship.commands import EVERYTHING, PROPOSAL, Proposal, ReviewFilter, ReviewItem
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Read, Row, Store, WriteTransaction

# A claim that has ended, or that a steward took away, is no longer part of the conflict.
_ITEM = """
RETURN i.type AS type, i.value AS value, i.contested AS since, i.obstacle AS obstacle, null AS actor, null AS reason,
  [(i)<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile) WHERE h.disowned_at IS NULL AND h.ended_at IS NULL
    | [p.id, r.key]] AS holders
"""
_PROPOSAL = f"""
UNWIND d.records AS key
MATCH (r:SourceRecord {{key: key}})-[:OF]->(p:Profile)
RETURN '{PROPOSAL}' AS type, d.id AS value, d.proposed AS since, '{Obstacle.PROPOSED.value}' AS obstacle,
  d.actor AS actor, coalesce(d.reason, '') AS reason, collect([p.id, r.key]) AS holders
"""
_QUEUE = f"""
MATCH (i:Identifier)
WHERE i.contested >= $since AND (i.contested > $since OR i.key > $key)
  AND ($types IS NULL OR i.type IN $types) AND ($obstacles IS NULL OR i.obstacle IN $obstacles)
WITH i
ORDER BY i.contested, i.key
LIMIT $limit
{_ITEM}
UNION ALL
MATCH (d:Decision)
WHERE d.proposed >= $since AND (d.proposed > $since OR '{PROPOSAL}:' + d.id > $key)
  AND ($types IS NULL OR '{PROPOSAL}' IN $types)
  AND ($obstacles IS NULL OR '{Obstacle.PROPOSED.value}' IN $obstacles)
WITH d
ORDER BY d.proposed, d.id
LIMIT $limit
{_PROPOSAL}
"""


async def queue(store: Store, since: str, key: str, limit: int, wanted: ReviewFilter = EVERYTHING) -> list[ReviewItem]:
    """The next wanted items behind a place in the queue: the time since when an item waits, and its identifier's
    key."""
    rows = await store.read(
        _QUEUE,
        since=since,
        key=key,
        limit=limit,
        types=_sorted(wanted.types),
        obstacles=_sorted(None if wanted.obstacles is None else [each.value for each in wanted.obstacles]),
    )
    items = [_item(row) for row in rows]
    return sorted(items, key=lambda item: (item.since, item.identifier.key))[:limit]


@dataclass(frozen=True, slots=True)
class ReviewBacklog:
    """How many items wait for a decision, and since when the oldest (fixed-width UTC text; None where none waits).
    `is_more`: more wait than were counted."""

    waiting: int
    oldest: str | None
    is_more: bool = False


_MOST_COUNTED = 1_000
# As many as are counted, and one more: the work does not grow with the queue. A claim that has ended counts for nobody,
# and what only one profile holds does not wait.
_BACKLOG = f"""
MATCH (i:Identifier)
WHERE i.contested >= ''
WITH i
ORDER BY i.contested
LIMIT {_MOST_COUNTED + 1}
MATCH (i)<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile)
WHERE h.disowned_at IS NULL AND h.ended_at IS NULL
WITH i.contested AS since, i.key AS key, count(DISTINCT p) AS profiles
WHERE profiles > 1
RETURN count(key) AS waiting, min(since) AS oldest
UNION ALL
MATCH (d:Decision)
WHERE d.proposed >= ''
WITH d
ORDER BY d.proposed
LIMIT {_MOST_COUNTED + 1}
RETURN count(d) AS waiting, min(d.proposed) AS oldest
"""


async def backlog(read: Read) -> ReviewBacklog:
    """What waits, up to a thousand items."""
    rows = await read(_BACKLOG)
    waiting = sum(row["waiting"] for row in rows)
    oldest = min((row["oldest"] for row in rows if row["oldest"]), default=None)
    return ReviewBacklog(min(waiting, _MOST_COUNTED), oldest, waiting > _MOST_COUNTED)


_ONE = f"""
MATCH (i:Identifier {{key: $key}})
{_ITEM}
"""


async def item(read: Read, key: str) -> ReviewItem | None:
    """The identifier (key) with its holders; None where it is not contested."""
    rows = await read(_ONE, key=key)
    return _item(rows[0]) if rows and rows[0]["since"] else None


_ONE_PROPOSAL = f"""
MATCH (d:Decision {{id: $id}})
WHERE d.proposed IS NOT NULL
{_PROPOSAL}
"""


async def proposal(read: Read, id: str) -> ReviewItem | None:
    """The merge that a decision (id) proposes, with its records; None where none waits."""
    rows = await read(_ONE_PROPOSAL, id=id)
    return _item(rows[0]) if rows else None


_HOLDERS = """
MATCH (:Identifier {key: $key})<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile)
WHERE h.disowned_at IS NULL AND h.ended_at IS NULL
RETURN collect([p.id, r.key]) AS holders
"""


async def holders(tx: WriteTransaction, key: str) -> dict[str, tuple[str, ...]]:
    """Profile → its records that hold the identifier (key), contested or not."""
    return _holders((await tx.run(_HOLDERS, key=key))[0]["holders"])


def _sorted(names: Collection[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _item(row: Row) -> ReviewItem:
    return ReviewItem(
        Identifier(row["type"], row["value"]),
        row["since"],
        Obstacle(row["obstacle"]),
        _holders(row["holders"]),
        None if row["actor"] is None else Proposal(row["actor"], row["reason"]),
    )


def _holders(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Profile → its records that hold the identifier, of pairs of the two."""
    records: dict[str, list[str]] = defaultdict(list)
    for profile, record in sorted(pairs):
        records[profile].append(record)
    return {profile: tuple(keys) for profile, keys in records.items()}
