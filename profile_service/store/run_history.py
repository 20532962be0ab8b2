"""Load runs as they are read: newest first, and one by its id."""

from profile_service.domain.runs import LoadRun
from profile_service.store.door import Store
from profile_service.store.runs import load_run

_FIELDS = """
RETURN l.id AS id, l.loader AS loader, l.source AS source, l.files AS files, l.state AS state,
  l.read AS read, l.loaded AS loaded, l.changed AS changed, l.unchanged AS unchanged, l.rejected AS rejected,
  l.started_at AS started_at, l.updated_at AS updated_at, l.finished_at AS finished_at,
  l.rejects_file AS rejects_file, l.rows AS rows, l.retired AS retired, l.host AS host,
  l.resumed_at AS resumed_at, l.resumed_read AS resumed_read
"""
_NEWEST = f"""
MATCH (l:LoadRun)
WHERE l.id < $before
{_FIELDS}
ORDER BY l.id DESC
LIMIT $limit
"""
_ONE = f"""
MATCH (l:LoadRun {{id: $id}})
{_FIELDS}
"""
_AFTER_ALL = "~"


async def newest(store: Store, limit: int, before: str | None) -> list[LoadRun]:
    """Runs that started before the one with the id `before`; ids are UUIDv7, so their order is that of time."""
    rows = await store.read(_NEWEST, limit=limit, before=before or _AFTER_ALL)
    return [load_run(row) for row in rows]


async def one(store: Store, id: str) -> LoadRun | None:
    rows = await store.read(_ONE, id=id)
    return load_run(rows[0]) if rows else None
