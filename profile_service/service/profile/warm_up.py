"""Have the store plan its reading statements, so that the first request does not wait for that."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from profile_service.domain.context.conversations import ContactNames
from profile_service.domain.profile.timelines import EventFilter, TimelineWalk
from profile_service.domain.search.number_readings import PhoneCountries
from profile_service.domain.values.errors import StoreError
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.search.customer_search import find_hits
from profile_service.store.engine.store import Store
from profile_service.store.profile.profiles import golden_matches, profile_matches
from profile_service.store.profile.related_contacts import related_contacts
from profile_service.store.profile.timelines import events_of_each

_PATIENCE_SECONDS = 3.0
"""So long does a server wait for the plans before it serves: a Neo4j that has just started itself may need twenty."""
_NOBODY = "nobody@nowhere.invalid"
_TEXTS = (
    _NOBODY,
    "Nobodi",
    "Nob",
    "Nob Now",
    "Nob von Now",
    "Nob 000000",
    "+1 000 000 0000",
    "000000",
    "order 0",
)
"""Texts that need the look-ups of the usual ones. Longer words that no record has would need fewer."""


@asynccontextmanager
async def warmed(store: Store) -> AsyncIterator[None]:
    """The block begins when the statements are planned, or after three seconds; then the rest is planned beside it.
    Raises StoreError where the store fails before."""
    planning = asyncio.create_task(_look_for_nobody(store))
    try:
        done, _ = await asyncio.wait([planning], timeout=_PATIENCE_SECONDS)
        for task in done:
            task.result()
        yield
    finally:
        planning.cancel()
        with suppress(asyncio.CancelledError, StoreError):
            await planning


async def _look_for_nobody(store: Store) -> None:
    """Look for nobody in every way."""
    nothing = TimelineWalk(_NOBODY, after=f"{_NOBODY}|~", before=f"{_NOBODY}|~", limit=1, filter=EventFilter())
    await profile_matches(store, [_NOBODY])
    await profile_matches(store, [_NOBODY], consents=True)
    await golden_matches(store, [_NOBODY], ["email"])
    await profile_matches(store, [Identifier("email", _NOBODY)])
    await profile_matches(store, [Identifier("email", _NOBODY), Identifier("loyalty_id", _NOBODY)])
    await events_of_each(store, [[nothing]])
    await events_of_each(store, [[replace(nothing, filter=EventFilter(left_open=True))]])
    await related_contacts(store, [_NOBODY], ContactNames(frozenset([_NOBODY]), frozenset([_NOBODY])), EventFilter())
    for text in _TEXTS:
        await find_hits(store, text, PhoneCountries())
