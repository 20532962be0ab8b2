"""The review queue: contested identifiers with those that hold them, the longest waiting first."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship.commands import ReviewItem
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Store, WriteTransaction

# Claims that do not hold any more are not between anybody.
_ITEM = """
RETURN i.type AS type, i.value AS value, i.contested AS since, i.obstacle AS obstacle,
  [(i)<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile) WHERE h.disowned_at IS NULL AND h.ended_at IS NULL
    | [p.id, r.key]] AS held
"""
_QUEUE = f"""
MATCH (i:Identifier)
WHERE i.contested >= $since AND (i.contested > $since OR i.key > $key)
WITH i
ORDER BY i.contested, i.key
LIMIT $limit
{_ITEM}
ORDER BY since, i.key
"""
_ONE = f"""
MATCH (i:Identifier {{key: $key}})
{_ITEM}
"""


async def queue(store: Store, since: str, key: str, limit: int) -> list[ReviewItem]:
    """Those that wait after the place in the queue: since when, and the identifier's key."""
    return [_item(row) for row in await store.read(_QUEUE, since=since, key=key, limit=limit)]


async def item(tx: WriteTransaction, key: str) -> ReviewItem | None:
    """The identifier with those that hold it, if it is contested."""
    rows = await tx.run(_ONE, key=key)
    return _item(rows[0]) if rows and rows[0]["since"] else None


def _item(row: Any) -> ReviewItem:
    return ReviewItem(
        Identifier(row["type"], row["value"]), row["since"], Obstacle(row["obstacle"]), _held(row["held"])
    )


def _held(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    records: dict[str, list[str]] = defaultdict(list)
    for profile, record in sorted(rows):
        records[profile].append(record)
    return {profile: tuple(keys) for profile, keys in records.items()}
