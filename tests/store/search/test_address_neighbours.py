"""Stored addresses tell how far any of them goes along with a typed one, on both engines."""

import pytest

from profile_service.domain.search.email_readings import SharedEnds
from profile_service.domain.search.typed_text import typed_text
from profile_service.store.engine.store import Store
from profile_service.store.search.branches import Asides
from profile_service.store.search.matches import find_matches
from tests.rig.people import load, record

pytestmark = pytest.mark.anyio


async def _shared(store: Store, email: str) -> SharedEnds:
    return (await find_matches(store, typed_text(email), [], Asides(emails=[email]))).shared[email]


async def test_neighbours_share_the_most(store: Store) -> None:
    emails = ("liv.holm@post.example", "liv.hansen@post.example", "ole.holm7@post.example", "zz@else.example")
    await load(store, *(record(f"reed:{n}", ("email", email)) for n, email in enumerate(emails)))
    await load(store, record("reed:9", ("phone", "+14155552671"), ("loyalty_id", "liv.holn")))

    assert await _shared(store, "liv.holn@post.example") == SharedEnds(len("liv.hol"), len("n@post.example"))
    assert await _shared(store, "lic.holm@post.example") == SharedEnds(len("li"), len(".holm@post.example"))
    assert await _shared(store, "liv.holm@post.example") == SharedEnds(21, 21)
    assert await _shared(store, "aa@nowhere.test") == SharedEnds(0, 0)


async def test_nothing_is_shared_with_an_empty_store(store: Store) -> None:
    assert await _shared(store, "liv.holm@post.example") == SharedEnds(0, 0)


async def test_each_of_two_addresses_has_its_own(store: Store) -> None:
    await load(store, record("reed:1", ("email", "liv.holm@post.example")))
    asked = ["liv.holn@post.example", "lic.holm@post.example"]
    found = await find_matches(store, typed_text(" ".join(asked)), [], Asides(["liv.holm"], ["liv"], asked))
    assert found.shared == {
        asked[0]: SharedEnds(len("liv.hol"), len("@post.example")),
        asked[1]: SharedEnds(len("li"), len(".holm@post.example")),
    }
    assert found.words == frozenset()
