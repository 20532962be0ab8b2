"""Have the store plan what will be asked of it, so that the first to ask does not wait for that."""

from profile_service.domain.profile.search import search_text
from profile_service.domain.profile.timelines import EventFilter, TimelineWalk
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Store
from profile_service.store.profile import profiles, search, timelines

_NOBODY = "nobody@nowhere.invalid"


async def warm_up(store: Store) -> None:
    """Ask for nobody in every way. A Neo4j takes seconds to plan its first statements. Raises StoreError."""
    nothing = TimelineWalk(_NOBODY, after=f"{_NOBODY}|~", before=f"{_NOBODY}|~", limit=1, filter=EventFilter())
    await profiles.profiles(store, [_NOBODY], [])
    await profiles.profiles(store, [], [Identifier("email", _NOBODY)])
    await timelines.events(store, [nothing])
    for text in (_NOBODY, "Nobody Nowhere", "+1 000 000 0000"):
        await search.search(store, search_text(text, None))
