"""Deciding cases, undoing the last decision, and two stewards at one case."""

import asyncio
from urllib.parse import quote

import httpx
import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.callers import bearer
from tests.rig.contested import load_cases
from tests.rig.page_forms import Fields, form_to, send
from tests.rig.people import load, record
from tests.rig.stewards import clusters, clusters_in

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]

_RACES = 100


def _case(item: str) -> str:
    return f"/review/{quote(item, safe='')}"


async def _form(client: httpx.AsyncClient, item: str, **headers: str) -> Fields:
    """The fields by which the case is decided."""
    return form_to((await client.get(_case(item), headers=headers)).text, "/review/decide").fields


async def test_decision_leads_to_the_next_case_which_says_it(
    store: Store, client: httpx.AsyncClient, address: Address
) -> None:
    first, second = await load_cases(store, 2)

    decided = await send(client, "/review/decide", [*await _form(client, first), ("verdict", "same")])
    page = await client.get(decided.headers["location"])

    assert (decided.status_code, page.url.path) == (303, f"/review/{second}")
    assert "Decided: the same person, by local" in page.text
    assert clusters_in(address) == clusters("shop:0 crm:0", "shop:1", "crm:1")
    last = await send(client, "/review/decide", [*await _form(client, second), ("verdict", "different")])
    assert last.headers["location"].startswith("/review?")
    assert "Decided: different persons" in (await client.get(last.headers["location"])).text


async def test_persons_who_contradict_each_other_are_merged_despite_what_is_shown(
    store: Store, client: httpx.AsyncClient, address: Address
) -> None:
    await load(
        store,
        record("shop:7", ("phone", "+14155550107"), name="Ann Reed", birth_date="1947-05-01"),
        record("crm:7", ("phone", "+14155550107"), name="Ann Reed", birth_date="1970-02-03"),
    )
    form = await _form(client, "phone:+14155550107")
    unaware = [field for field in form if field[0] != "despite"]

    refused = await send(client, "/review/decide", [*unaware, ("verdict", "same"), ("reason", "her passport")])
    again = form_to(refused.text, "/review/decide").fields
    merged = await send(client, "/review/decide", [*again, ("verdict", "same")])

    assert ("despite", "BIRTH_DATES") in form
    assert refused.status_code == 409
    assert "birth dates differ" in refused.text
    assert {("despite", "BIRTH_DATES"), ("reason", "her passport")} <= set(again)
    assert merged.status_code == 303
    assert clusters_in(address) == clusters("shop:7 crm:7")


async def test_undo_brings_the_case_back(store: Store, client: httpx.AsyncClient, address: Address) -> None:
    first, _ = await load_cases(store, 2)
    before = clusters_in(address)
    decided = await send(client, "/review/decide", [*await _form(client, first), ("verdict", "same")])
    page = (await client.get(decided.headers["location"])).text

    undone = await send(client, "/review/undo", form_to(page, "/review/undo").fields)

    assert undone.headers["location"] == _case(first)
    assert (await client.get(undone.headers["location"])).status_code == 200
    assert clusters_in(address) == before


async def test_last_own_decision_is_undone_without_its_id(
    store: Store, keyed: httpx.AsyncClient, address: Address
) -> None:
    first, second = await load_cases(store, 2)
    ada, ben = [await bearer(store, "steward", name=name) for name in ("ada", "ben")]
    await send(keyed, "/review/decide", [*await _form(keyed, first, **ada), ("verdict", "same")], **ada)
    await send(keyed, "/review/decide", [*await _form(keyed, second, **ben), ("verdict", "same")], **ben)

    undone = await send(keyed, "/review/undo", [], **ada)
    again = await send(keyed, "/review/undo", [], **ada)

    assert (undone.status_code, again.status_code) == (303, 404)
    assert clusters_in(address) == clusters("shop:0", "crm:0", "shop:1 crm:1")


async def test_script_gets_what_comes_next_as_data(store: Store, client: httpx.AsyncClient) -> None:
    first, second = await load_cases(store, 2)

    fields = [*await _form(client, first), ("verdict", "different")]
    told = (await send(client, "/review/decide", fields, accept="application/json")).json()
    undone = await send(client, "/review/undo", [("decision", told["decision"])], accept="application/json")

    assert told["next"] == _case(second)
    assert len(told["touched"]) == 2
    assert undone.json() == {"next": "/review"}


async def test_stale_decision_keeps_the_reason_and_shows_what_happened(store: Store, keyed: httpx.AsyncClient) -> None:
    item, other = await load_cases(store, 2)
    ada, ben = [await bearer(store, "steward", name=name) for name in ("ada", "ben")]
    form = await _form(keyed, item, **ben)
    of_other = await _form(keyed, other, **ben)
    await send(keyed, "/review/decide", [*await _form(keyed, item, **ada), ("verdict", "different")], **ada)

    late = await send(keyed, "/review/decide", [*form, ("verdict", "same"), ("reason", "I rang <b>them</b>")], **ben)

    assert late.status_code == 409
    assert "This case is settled already" in late.text
    assert "declined review of email" in late.text
    assert '<span class="from">ada, ' in late.text
    assert "I rang &lt;b&gt;them&lt;/b&gt;</textarea>" in late.text
    await load(store, record("shop:1", ("email", "home001@lee.org"), given_name="Anna", city="Rome"))
    changed = await send(keyed, "/review/decide", [*of_other, ("verdict", "same"), ("reason", "one voice")], **ben)
    assert changed.status_code == 409
    assert "Not decided: " in changed.text
    assert 'value="one voice"' in changed.text


@pytest.mark.parametrize("verdicts", [("same", "same"), ("same", "different")], ids=["alike", "opposed"])
async def test_of_two_stewards_at_one_case_one_decides(
    store: Store, keyed: httpx.AsyncClient, verdicts: tuple[str, str]
) -> None:
    items = await load_cases(store, _RACES // 2)
    ada, ben = [await bearer(store, "steward", name=name) for name in ("ada", "ben")]
    statuses = []
    for item in items:
        form = await _form(keyed, item, **ada)
        both = zip(verdicts, (ada, ben), strict=True)
        sent = [send(keyed, "/review/decide", [*form, ("verdict", verdict)], **headers) for verdict, headers in both]
        statuses.append(sorted(response.status_code for response in await asyncio.gather(*sent)))

    assert statuses == [[303, 409]] * len(items)
    rows = await store.read("MATCH (d:Decision) RETURN count(d) AS made")
    assert rows[0]["made"] == len(items)


async def test_form_that_makes_no_sense_is_refused(store: Store, keyed: httpx.AsyncClient) -> None:
    (item,) = await load_cases(store, 1)
    steward, agent = [await bearer(store, role, name=role) for role in ("steward", "agent")]
    form = await _form(keyed, item, **steward)

    unsure = await send(keyed, "/review/decide", form, **steward)
    broken = await send(keyed, "/review/decide", [("item", item), ("verdict", "same"), ("versions", "x")], **steward)
    forbidden = await send(keyed, "/review/decide", [*form, ("verdict", "same")], **agent)

    assert [each.status_code for each in (unsure, broken, forbidden)] == [400, 400, 403]
