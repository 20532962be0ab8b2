"""Customers are found by ids, identifiers, names and order numbers, on both engines."""

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.service.profile.profile_reader import ProfileReader, SearchPage
from profile_service.store.engine.store import Store
from tests.rig.people import bought, load, profile_id, record

pytestmark = pytest.mark.anyio


async def _people(store: Store) -> None:
    await load(
        store,
        record("shop:1", ("email", "ann@shop.org"), ("phone", "+33142685300"), name="Ann Marie Smith"),
        record("shop:2", ("email", "anna@shop.org"), ("loyalty_id", "208"), name="Anna Smithers"),
        record("crm:3", ("email", "bob@mail.org"), ("phone", "+14155552671"), name="José García"),
        bought("shop:order:1001", "shop:2", "2026-01-01", number="#1001"),
    )


def _hits(page: SearchPage) -> list[tuple[str, str]]:
    return [(customer.profile.records[0].key, hit.match) for hit, customer in page.hits]


_HITS_OF_TEXT: dict[str, list[tuple[str, str]]] = {
    "ANN@shop.org": [("shop:1", "identifier")],
    "ann": [("shop:1", "email"), ("shop:2", "email")],
    "ann@": [("shop:1", "email")],
    "Smith": [("shop:1", "name"), ("shop:2", "name")],
    "smith ann": [("shop:1", "name")],
    "Ann Smith": [("shop:1", "name")],
    "ann marie": [("shop:1", "name")],
    "jose garcia": [("crm:3", "name")],
    "García, José": [("crm:3", "name")],
    "+33 1 42 68 53 00": [("shop:1", "identifier")],
    "01 42 68 53 00": [("shop:1", "identifier")],
    "+33 1 42": [("shop:1", "phone")],
    "5300": [("shop:1", "phone")],
    "555-2671": [("crm:3", "phone")],
    "#1001": [("shop:2", "order")],
    "1001": [("shop:2", "order")],
    "208": [("shop:2", "identifier")],
    "loyalty_id:208": [("shop:2", "identifier")],
    "crm:3": [("crm:3", "id")],
    "nobody at all": [],
    "\u202e\uffff": [],
}


async def test_text_finds(store: Store) -> None:
    await _people(store)
    context = ProfileReader(store, "FR")
    assert {text: _hits(await context.search(text, 10, None)) for text in _HITS_OF_TEXT} == _HITS_OF_TEXT


async def test_search_finds_old_ids(store: Store) -> None:
    await load(store, record("a:1", ("email", "a@x.org")))
    await load(store, record("b:1", ("email", "b@x.org")))
    old = await profile_id(store, "b:1")
    await load(store, record("c:1", ("email", "a@x.org"), ("email", "b@x.org")))
    assert _hits(await ProfileReader(store, None).search(old, 10, None)) == [("a:1", "id")]


async def test_search_takes_two_statements(store: Store) -> None:
    await _people(store)
    before = store.statements
    await ProfileReader(store, "FR").search("01 42 68 53 00", 10, None)
    assert store.statements - before == 2


async def test_pages_of_a_search_follow_one_another(store: Store) -> None:
    people = [record(f"shop:{n:02d}", ("email", f"kim{n:02d}@x.org"), name=f"Kim {n:02d}") for n in range(25)]
    await load(store, *people)
    context = ProfileReader(store, None)
    first = await context.search("kim", 10, None)
    second = await context.search("kim", 10, first.hits[-1][0].cursor)
    third = await context.search("kim", 10, second.hits[-1][0].cursor)
    assert [key for page in (first, second, third) for key, _ in _hits(page)] == [f"shop:{n:02d}" for n in range(25)]
    assert [page.has_next for page in (first, second, third)] == [True, True, False]
    assert not first.more_matches


async def test_unreadable_search_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInput, match="blank"):
        await ProfileReader(store, None).search(" ", 10, None)
    with pytest.raises(InvalidInput, match="cursor"):
        await ProfileReader(store, None).search("ann", 10, "nonsense")
