"""A read of next to nothing, by which to tell whether the store answers, and whether it is whole."""

from profile_service.domain.values.errors import Conflict
from profile_service.store.engine.store import Store

_ONE = "RETURN 1 AS one"
_RESTORE = """
OPTIONAL MATCH (mark:Lock {name: 'restore'})
RETURN mark.backup AS backup
"""
UNFINISHED_RESTORE = (
    "a backup is being restored into this store, or its restore was broken off; if no other process restores it, run "
    "`profile-service store restore PATH` again with the same backup, which goes on from there"
)


async def ping(store: Store) -> None:
    """Return where the store answers; raise StoreError where it does not."""
    await store.read(_ONE)


async def require_whole(store: Store) -> None:
    """Return where the store answers and no restore is under way in it. Raises StoreError, or Conflict that says so."""
    if await restored_backup(store) is not None:
        raise Conflict(UNFINISHED_RESTORE)


async def restored_backup(store: Store) -> str | None:
    """The id of the backup whose restore is not finished; None where there is none."""
    (row,) = await store.read(_RESTORE)
    return None if row["backup"] is None else str(row["backup"])
