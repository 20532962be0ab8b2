"""What an engine's files keep of what was deleted: of the embedded store nothing, once its files were purged."""

from profile_service.domain.privacy.erasures import Purge
from profile_service.domain.values.errors import StoreRejected
from profile_service.store.engine.migrations import schema_state
from profile_service.store.engine.store import Store


async def purge_files(store: Store, *, later: bool = False) -> Purge:
    """Purge the files of the embedded store, or have them purged `later`, at the engine's next start. Raises
    StoreRejected where an index is missing afterwards, which would let doubles in."""
    if not await store.purge(later=later):
        return Purge.OPERATORS
    if later:
        return Purge.LATER
    missing = (await schema_state(store)).faults
    if missing:
        raise StoreRejected(f"the index {missing[0].name} is missing after the files were purged; restore a backup")
    return Purge.DONE
