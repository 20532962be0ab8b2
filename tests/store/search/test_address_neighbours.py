"""Stored addresses tell how far any of them goes along with a typed one, on both engines."""

import pytest

from profile_service.domain.search.email_readings import SharedEnds
from profile_service.store.engine.store import Store
from profile_service.store.search.address_neighbours import shared_ends
from tests.rig.people import load, record

pytestmark = pytest.mark.anyio


async def test_neighbours_share_the_most(store: Store) -> None:
    emails = ("liv.holm@post.example", "liv.hansen@post.example", "ole.holm7@post.example", "zz@else.example")
    await load(store, *(record(f"reed:{n}", ("email", email)) for n, email in enumerate(emails)))
    await load(store, record("reed:9", ("phone", "+14155552671"), ("loyalty_id", "liv.holn")))

    assert await shared_ends(store, "liv.holn@post.example") == SharedEnds(len("liv.hol"), len("n@post.example"))
    assert await shared_ends(store, "lic.holm@post.example") == SharedEnds(len("li"), len(".holm@post.example"))
    assert await shared_ends(store, "liv.holm@post.example") == SharedEnds(21, 21)
    assert await shared_ends(store, "aa@nowhere.test") == SharedEnds(0, 0)


async def test_nothing_is_shared_with_an_empty_store(store: Store) -> None:
    assert await shared_ends(store, "liv.holm@post.example") == SharedEnds(0, 0)
