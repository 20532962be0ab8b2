"""The page of a customer, as browsers without scripts get it."""

import re
from dataclasses import replace

import httpx
import pytest

from profile_service.domain.sources.events import Interaction, Json
from profile_service.domain.sources.records import SourceRecord
from profile_service.store.engine.store import Store
from tests.rig.callers import bearer
from tests.rig.people import at, bought, did, load, load_ann, profile_id, record

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_SCRIPT = "<script>alert(1)</script>"


async def test_page_shows_who_it_is_and_what_happened(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    page = await client.get(f"/customer/{id}")

    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "<h1>Ann Smith</h1>" in page.text
    for text in ("+14155552671", "ann@shop.org", "EUR 50,000,000.00", "#1001", "Support call", "Tea", "crm:7"):
        assert text in page.text, text


async def test_former_id_leads_on_and_the_page_says_so(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    await load(store, record("crm:7", ("email", "ann@home.org"), name="Ann"))
    first, old = [await profile_id(store, key) for key in ("shop:1", "crm:7")]
    await load(store, record("crm:7", ("email", "ann@shop.org"), name="Ann", city="Paris"))
    id = await profile_id(store, "shop:1")
    former = old if old != id else first

    for page in ("", "/journey"):
        moved = await client.get(f"/customer/{former}{page}")
        assert (moved.status_code, moved.headers["location"]) == (308, f"/customer/{id}{page}?former={former}")
    shown = await client.get(f"/customer/{id}?former={former}")
    assert "is a former id: it was merged into this customer" in shown.text
    assert former in shown.text


async def test_order_says_how_it_was_paid_and_where_it_goes_as_far_as_the_role_sees(
    store: Store, keyed: httpx.AsyncClient
) -> None:
    id = await load_ann(store)
    details: dict[str, Json] = {
        "payment_method": "Card",
        "shipping": {"street": "Main St 1", "city": "Paris", "zip": "75001"},
    }
    order = replace(bought("o2", "shop:1", "2026-01-08", number="#2"), details=details)
    await load(store, order)
    addresses = []
    for role in ("steward", "analyst"):
        page = (await keyed.get(f"/customer/{id}", headers=await bearer(store, role, name=role))).text
        addresses.append("To Main St 1, 75001 Paris" in page)
        if role == "steward":
            assert "Paid by Card." in page
    assert addresses == [True, False]


async def test_spend_in_several_currencies_is_shown_and_the_rest_counted(
    store: Store, client: httpx.AsyncClient
) -> None:
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    for n, currency in enumerate(["SEK", "SEK", "EUR", "GBP", "USD", "CHF"]):
        await load(store, replace(bought(f"o{n}", "shop:1", f"2026-01-0{n + 1}", 1000), currency=currency))
    id = await profile_id(store, "shop:1")
    page = (await client.get(f"/customer/{id}")).text
    facts, worth = page[page.index("<dt>Orders</dt>") :], page[page.index("<dt>In all</dt>") :]
    for part, shown in ((facts, ("CHF", "EUR", "GBP")), (worth, ("SEK", "CHF", "EUR"))):
        cell = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part[: part.index("</dd>")]))
        assert re.findall(r"([A-Z]{3}) (?:10|20)\.00", cell) == list(shown)
        assert "and 2 more currencies" in cell


async def test_customer_who_bought_nothing_has_no_worth_without_a_currency(
    store: Store, client: httpx.AsyncClient
) -> None:
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    page = (await client.get(f"/customer/{await profile_id(store, 'shop:1')}")).text
    assert ("None 0.00" in page, "What they are worth" in page) == (False, False)


@pytest.mark.parametrize("path", ["", "/journey", "/note/desk:note:1"])
async def test_unknown_customer_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(f"/customer/nobody{path}")
    assert (page.status_code, "<h1" in page.text) == (404, True)


async def test_receipts_are_one_line_until_somebody_asks_for_each(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1", ("email", "ann@shop.org"), name="Ann"))
    await load(store, *(bought(f"o{n}", "shop:1", f"2026-10-{n:02}", number=f"R{n}") for n in range(1, 29)))
    await load(store, did("c1", "shop:1", "2026-09-01", "support_call", "phone"))
    id = await profile_id(store, "shop:1")

    timeline = _timeline((await client.get(f"/customer/{id}")).text)
    assert "28 orders in the store" in timeline
    assert "Support call" in timeline, "what receipts would have hidden"
    each = re.search(r'href="(/customer/[^"]+each=1[^"]+)#timeline"', timeline)
    assert each
    listed = _timeline((await client.get(each[1].replace("&amp;", "&"))).text)
    assert [f"R{n}" in listed for n in (28, 9, 8)] == [True, True, False], "20 of a step"
    more = re.search(r'href="(/customer/[^"]+after=[^"]+)#timeline"', listed)
    assert more
    rest = _timeline((await client.get(more[1].replace("&amp;", "&"))).text)
    assert [f"Order R{n}</strong>" in rest for n in (9, 8, 1)] == [False, True, True]


async def test_filter_chooses_and_evidence_stands_out(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    calls = _timeline((await client.get(f"/customer/{id}", params={"kind": "support_call"})).text)
    assert ("Support call" in calls, "#1001" in calls) == (True, False)
    assert 'aria-current="true">Support call' in calls

    evidence = (await client.get(f"/customer/{id}", params={"event": "v1"})).text
    assert re.search(r'class="event chosen" id="event">\s*<span class="when">.*\n.*Support call', evidence)
    assert (await client.get(f"/customer/{id}", params={"event": "no such"})).status_code == 200
    for odd in ({"until": "yesterday"}, {"after": "x"}, {"kind": "x" * 300}, {"scope": "x"}, {"since": "9999999"}):
        assert (await client.get(f"/customer/{id}", params=odd)).status_code == 200, odd


async def test_words_are_searched_by_a_link(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    timeline = _timeline((await client.get(f"/customer/{id}", params={"text": "1001"})).text)
    assert ("#1001" in timeline, "Support call</strong>" in timeline, 'value="1001"' in timeline) == (True, False, True)
    assert 'href="/customer/' in timeline
    assert "kind=review&amp;text=1001" in timeline, "a filter keeps the words"
    timeline = _timeline((await client.get(f"/customer/{id}", params={"text": "tea", "kind": "review"})).text)
    assert ('name="kind" value="review"' in timeline, "#1001" in timeline) == (True, False)
    nothing = _timeline((await client.get(f"/customer/{id}", params={"text": "kettle"})).text)
    assert ("Nothing says that." in nothing, 'name="text"' in nothing) == (True, True)
    long = _timeline((await client.get(f"/customer/{id}", params={"text": "a b c d e f g h i"})).text)
    assert ("more than 8 words" in long, 'name="text"' in long) == (True, True)


async def test_event_of_somebody_else_is_moved_from_the_timeline(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    await load(store, record("shop:9", ("email", "bo@shop.org"), name="Bo"))
    steward, agent = [await bearer(store, role, name=role) for role in ("steward", "agent")]
    assert "not theirs" not in (await keyed.get(f"/customer/{id}", headers=agent)).text
    page = _timeline((await keyed.get(f"/customer/{id}", headers=steward)).text)
    links = re.findall(r'href="([^"]+)#event-title">not theirs', page)
    assert len(links) == 3
    (link,) = [each for each in links if "event=v1" in each]
    form = (await keyed.get(link, headers=steward)).text
    assert ('id="event-title"' in form, 'name="event" value="v1"' in form) == (True, True)
    posted = {"act": "move_event", "event": "v1", "to": "shop:9", "confirm": "yes", "reason": "Bo rang"}
    assert (await keyed.post(f"/customer/{id}/act", data=posted, headers=steward)).status_code == 303
    other = await profile_id(store, "shop:9")
    assert "Support call</strong>" not in (await keyed.get(f"/customer/{id}", headers=steward)).text
    assert "Support call</strong>" in (await keyed.get(f"/customer/{other}", headers=steward)).text


async def test_script_gets_the_timeline_alone(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    part = await client.get(f"/customer/{id}", headers={"hx-request": "true", "hx-target": "section#timeline"})
    assert part.text.strip().startswith('<section id="timeline"')
    assert "Ann Smith" not in part.text


async def test_history_is_for_those_who_may_read_it(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    by_role = {}
    for role in ("agent", "steward"):
        page = await keyed.get(f"/customer/{id}?scope=history", headers=await bearer(store, role, name=role))
        by_role[role] = (page.status_code, "was created on" in page.text, "scope=history" in page.text)
    assert by_role == {"agent": (200, False, False), "steward": (200, True, True)}


async def test_masked_value_is_in_no_byte_and_is_shown_once_with_a_reason(
    store: Store, keyed: httpx.AsyncClient
) -> None:
    id = await load_ann(store)
    agent = await bearer(store, "agent")
    pages = [
        await keyed.get(path, headers=agent) for path in (f"/customer/{id}", "/?q=2671", f"/customer/{id}/journey")
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [b"4155552671" in page.content or b"555-2671" in page.content for page in pages] == [False] * 3
    assert "•••• 2671" in pages[0].text

    form = {"name": "phone", "reason": "the caller asks which number we have"}
    shown = await keyed.post(f"/customer/{id}/reveal", data=form, headers=agent)
    assert ("+14155552671" in shown.text, shown.headers["refresh"]) == (True, f"60; url=/customer/{id}")
    refused = await keyed.post(f"/customer/{id}/reveal", data={"name": "phone", "reason": ""}, headers=agent)
    assert (refused.status_code, "4155552671" in refused.text) == (400, False)


async def test_text_of_sources_is_never_markup(store: Store, client: httpx.AsyncClient) -> None:
    id = await _load_script(store)
    note = {"text": _SCRIPT, "topic": _SCRIPT, "outcome": _SCRIPT}
    assert (await client.post(f"/customer/{id}/note", data=note)).status_code == 303
    event = (await _notes(client, id))[0]
    paths = [
        f"/customer/{id}", f"/customer/{id}?q={_SCRIPT}&former={_SCRIPT}&said={_SCRIPT}&event={_SCRIPT}",
        f"/?q={_SCRIPT}",
        f"/customer/{id}/journey", f"/customer/{id}?scope=history", f"/customer/{id}/note/{event}", "/", "/?q=alert",
        f"/customer/{id}{_SCRIPT[:-9]}", f"/go?phone={_SCRIPT}", f"/customer/{id}?each=1",
    ]  # fmt: skip
    for path in paths:
        page = await client.get(path, follow_redirects=True)
        assert "<script>" not in page.text, path
        assert page.text.count("<script") == page.text.count('<script src="/assets/'), path
        assert "script-src 'self'" in page.headers["content-security-policy"]


async def _load_script(store: Store) -> str:
    """The id of a customer who is called so everywhere."""
    names = dict.fromkeys(("name", "given_name", "city", "street", "company", "language", "nickname"), _SCRIPT)
    await load(store, record("shop:1", ("email", "a@shop.org"), ("phone", "(415) 555-2671"), **names))
    await load(store, record("crm:2", ("email", "b@shop.org"), ("phone", "(415) 555-2671"), **names))
    details = {"topic": _SCRIPT, "status": _SCRIPT, "text": _SCRIPT, "outcome": _SCRIPT, "agent": _SCRIPT}
    await load(
        store,
        *(
            Interaction(f"e{n}", "shop:1", kind, at(f"2026-11-{n:02}"), "phone", details=details)
            for n, kind in enumerate(("support_call", "review", "wishlist", "social_post"), start=1)
        ),
        bought("o1", "shop:1", "2026-11-07", number=_SCRIPT),
    )
    return await profile_id(store, "shop:1")


async def _notes(client: httpx.AsyncClient, id: str) -> list[str]:
    page = await client.get(f"/customer/{id}")
    return [key.replace("%3A", ":") for key in re.findall(r'href="/customer/[^"/]+/note/([^"]+)"', page.text)]


def _timeline(page: str) -> str:
    return page[page.index('<section id="timeline"') :].partition("</section>")[0]


async def test_part_that_fails_leaves_the_rest_and_is_named(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    await store.write(lambda tx: tx.run("MATCH (e:Event {key: 'o1'}) SET e.details = '{'"))
    page = await client.get(f"/customer/{id}")
    assert page.status_code == 200
    (said,) = re.findall(r"Not shown: (.*)\. Something went wrong there", page.text)
    assert {"the orders", "what is open and due"} <= set(said.split(", "))
    shown = ("<h1>Ann Smith</h1>", "+14155552671", 'id="consent-title"', "Anne Smith")
    assert [text in page.text for text in shown] == [True] * len(shown)
    assert ('id="orders-title"' in page.text, 'id="now-title"' in page.text) == (False, False)


async def test_long_list_of_records_leads_to_all_of_them(store: Store, client: httpx.AsyncClient) -> None:
    chain = [_link(number) for number in range(53)]
    await load(store, *chain)
    id = await profile_id(store, "shop:0")
    page = (await client.get(f"/customer/{id}")).text

    assert len(re.findall(r"<li><code>shop:\d+</code>", page)) == 50
    assert f'<a href="/customer/{id}/identity">3 more records</a>' in page


def _link(number: int) -> SourceRecord:
    """A record that shares an identifier with the ten of its group, and the last of a group one with the next group.
    As a customer may hold few values of a type, types are many."""
    group, is_last = number // 10, number % 10 == 9
    shared = [(f"card{each}_id", f"B{each}") for each in ((group, group + 1) if is_last else (group,))]
    return record(f"shop:{number}", *shared, name="Ann Lee")
