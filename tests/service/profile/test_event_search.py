"""Events are found by the words that they say, in a bounded search, and by nothing that is masked."""

import pytest

from profile_service.domain.access.caller import LOCAL, Caller
from profile_service.domain.profile.event_words import search_words
from profile_service.domain.profile.timelines import EventFilter, TimelinePage, event_cursor
from profile_service.domain.sources.events import Interaction, Subject
from profile_service.domain.values.cursors import write_cursor
from profile_service.service.profile import customer
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store
from tests.rig.callers import caller
from tests.rig.people import at, bought, load, load_ann, record

pytestmark = pytest.mark.anyio
_CASE = Subject("Case", "desk:41", "Broken lid")


async def _load(store: Store) -> str:
    id = await load_ann(store)
    said = {"subject": "The lid of the kettle", "text": "Call me at (415) 555-2671, says Anne", "agent": "dana"}
    await load(
        store,
        Interaction("t1", "crm:7", "ticket", at("2026-02-01"), "email", about=(_CASE,), details=said),
        Interaction("t2", "shop:1", "ticket", at("2026-02-03"), "email", details={"subject": "Größe Ä", "rating": 2}),
        bought("o2", "shop:1", "2026-03-01", number="#1002"),
    )
    return id


async def _found(
    store: Store,
    id: str,
    text: str,
    who: Caller = LOCAL,
    *,
    cursor: str | None = None,
    kinds: frozenset[str] | None = None,
) -> TimelinePage:
    reader = ProfileReader(store, "US", caller=who)
    shown = await reader.customer(id)
    assert shown
    return await shown.searched(EventFilter(kinds, words=search_words(text)), 20, cursor)


def _keys(page: TimelinePage) -> list[str]:
    return [event.key for event in page.events]


async def test_words_are_found_in_details_numbers_subjects_and_goods(store: Store) -> None:
    id = await _load(store)
    found = {
        text: _keys(await _found(store, id, text))
        for text in (
            "KETTLE lid",
            "#1002",
            "desk:41",
            "broken",
            "tea",
            "größe ä",
            "support call",
            "subject",
            "kettle tea",
        )
    }
    assert found == {
        "KETTLE lid": ["t1"], "#1002": ["o2"], "desk:41": ["t1"], "broken": ["t1"], "tea": ["o2", "o1", "v2", "v1"],
        "größe ä": ["t2"], "support call": ["v1"], "subject": [], "kettle tea": [],
    }  # fmt: skip
    assert _keys(await _found(store, id, "tea", kinds=frozenset({"order"}))) == ["o2", "o1"]


async def test_nothing_is_found_by_what_is_masked_or_outside_the_view(store: Store) -> None:
    id = await _load(store)
    agent, analyst, steward = caller("agent"), caller("analyst"), caller("steward")
    found = {
        (who.role, text): _keys(await _found(store, id, text, who))
        for who in (agent, analyst, steward)
        for text in ("555-2671", "4155552671", "anne", "kettle")
    }
    assert found == {
        ("agent", "555-2671"): [], ("agent", "4155552671"): [], ("agent", "anne"): ["t1"], ("agent", "kettle"): ["t1"],
        ("analyst", "555-2671"): [], ("analyst", "4155552671"): [], ("analyst", "anne"): [], ("analyst", "kettle"): [],
        ("steward", "555-2671"): ["t1"], ("steward", "4155552671"): [], ("steward", "anne"): ["t1"],
        ("steward", "kettle"): ["t1"],
    }  # fmt: skip


async def test_search_stops_after_a_while_and_goes_on_from_there(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer, "MOST_SEARCHED", 2)
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3, 4) for day in (5, 6)]
    await load(store, *(bought(f"o{n}", "shop:1", day, number=f"N{n}") for n, day in enumerate(days)))
    reader = ProfileReader(store, "US")
    shown = await reader.customer_by("email", "ann@shop.org")
    assert shown
    pages, cursor = [], None
    for _ in range(len(days)):
        page = await _found(store, shown.profile.id, "n0", cursor=cursor)
        pages.append(_keys(page))
        if not page.has_next:
            break
        assert page.end
        cursor = write_cursor(page.end)
    assert pages[-1] == ["o0"]
    assert 2 <= len(pages) <= 4
    assert [key for page in pages for key in page] == ["o0"]

    every = await _found(store, shown.profile.id, "order")
    following = await _found(store, shown.profile.id, "order", cursor=write_cursor(every.end or ""))
    both = _keys(every) + _keys(following)
    assert both == [f"o{n}" for n in reversed(range(8))][: len(both)]


async def test_pages_of_a_usual_word_follow_each_other(store: Store) -> None:
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    await load(store, *(bought(f"o{n}", "shop:1", f"2026-01-{n + 1:02}") for n in range(9)))
    for who in (LOCAL, caller("agent")):
        customer_shown = await ProfileReader(store, "US", caller=who).customer_by("email", "ann@shop.org")
        assert customer_shown
        keys, cursor, has_next = [], None, True
        while has_next:
            page = await customer_shown.searched(EventFilter(words=("tea",)), 2, cursor)
            keys += _keys(page)
            cursor, has_next = page.end and write_cursor(page.end), page.has_next
            cursor = cursor or (event_cursor(page.events[-1]) if page.events else None)
        assert keys == [f"o{n}" for n in reversed(range(9))], who.role
