"""The page of figures: what the API says, for those who may read it; bad words in the address get a sentence."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.people import bought, load, record

pytestmark = pytest.mark.anyio
_SPRING = "/figures?from=2026-01&to=2026-03"


@pytest.fixture(autouse=True)
def new_keys_count_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)


@pytest.fixture
async def sold(store: Store) -> Store:
    await load(
        store,
        record("shop:1", ("email", "ann@shop.example"), name="Ann <b>Lee"),
        record("till:2", ("email", "ben@shop.example"), name="Ben Oz"),
        bought("shop:o1", "shop:1", "2026-01-05", 70_000, "1"),
        bought("shop:o2", "shop:1", "2026-02-05", 30_000, "2"),
        bought("till:o3", "till:2", "2026-01-09", 50_000, "3"),
    )
    return store


async def test_tiles_charts_and_tables_say_the_same(sold: Store) -> None:
    async with client_of(sold) as client:
        page = (await client.get("/figures?from=2026-01&to=2026-02")).text
    assert "2026-02, the latest period that is over" in page
    assert re.search(r"Revenue EUR</dt><dd>300\.00 <span class=\"from\">75 % less than the period before", page)
    assert page.count('class="revenue"') == 2
    assert "<title>2026-01: 1,200.00</title>" in page
    assert "<title>2026-02: 1 churned</title>" in page
    (row,) = re.findall(r"<tr><th scope=\"row\">2026-01</th>(.*?)</tr>", page)[:1]
    assert re.findall(r">([\d.,%–]+)<", row)[:3] == ["1,200.00", "1,200.00", "0.00"]
    assert re.search(r"<tr><th scope=\"row\">2026-01</th><td class=\"number\">2</td><td class=\"number share-5\"", page)
    assert "Customers whose first order is in the period." in page
    assert "style=" not in page


async def test_count_opens_who_is_behind_it(sold: Store, tmp_path: Path) -> None:
    async with client_of(sold, replace(SETTINGS, data_dir=tmp_path)) as client:
        admin, analyst = await bearer(sold, "admin"), await bearer(sold, "analyst")
        page = (await client.get(_SPRING, headers=admin)).text
        (link,) = re.findall(r"href=\"(/figures/customers\?name=churned_customers&amp;period=2026-02[^\"]*)\"", page)
        behind = (await client.get(link.replace("&amp;", "&"), headers=admin)).text
        masked = (await client.get(link.replace("&amp;", "&"), headers=analyst)).text
    assert re.findall(r"href=\"/customer/[^\"]+\">([^<]*)<", behind) == ["Ben Oz"]
    assert "Ben Oz" not in masked


async def test_groups_have_rows_and_drawings_of_their_own(sold: Store) -> None:
    async with client_of(sold) as client:
        page = (await client.get(f"{_SPRING}&by=source")).text
        behind = (await client.get("/figures/customers?name=orders&period=2026-01&by=source&group=shop")).text
    assert ">Revenue EUR, shop<" in page
    assert ">Revenue EUR, till<" in page
    assert len(re.findall(r"<tr><td>(?:shop|till)</td>", page)) == 6
    assert re.findall(r"href=\"/customer/[^\"]+\">([^<]*)<", behind) == ["Ann &lt;b&gt;Lee"]


async def test_page_is_for_roles_that_read_metrics(sold: Store, tmp_path: Path) -> None:
    async with client_of(sold, replace(SETTINGS, data_dir=tmp_path)) as client:
        for role, status in (("agent", 403), ("steward", 403), ("analyst", 200), ("admin", 200)):
            sent = await bearer(sold, role)
            for path in (_SPRING, "/figures/customers?name=orders&period=2026-01"):
                assert (await client.get(path, headers=sent)).status_code == status, (role, path)
            assert ('href="/figures"' in (await client.get("/", headers=sent)).text) is (status == 200)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/figures?from=may", "not a month"),
        ("/figures?from=2026-05&to=2026-04", "before it begins"),
        ("/figures?every=hour", "every is one of day, week, month, quarter, year"),
        ("/figures?every=day&from=2026-01-32", "not a day"),
        ("/figures?by=mood", "by is one of channel, source"),
        ("/figures/customers?name=luck&period=2026", "name is one of"),
        ("/figures/customers?period=2026", "say of which figure"),
        ("/figures/customers?name=orders&period=soon", "not a period"),
        ("/figures/customers?name=orders&period=2026-01&group=shop", "a channel or a source"),
        ("/figures/customers?name=churned_customers&period=2999-01", "when the period is over"),
    ],
)
async def test_bad_address_gets_a_sentence(sold: Store, path: str, sentence: str) -> None:
    async with client_of(sold) as client:
        answer = await client.get(path)
    assert answer.status_code == 400
    assert sentence in answer.text.lower()


async def test_unknown_segment_is_not_found(sold: Store) -> None:
    async with client_of(sold) as client:
        answer = await client.get("/figures?segment=nobody")
    assert answer.status_code == 404
    assert "there is no such segment" in answer.text.lower()


async def test_empty_store_says_so(store: Store) -> None:
    async with client_of(store) as client:
        page = await client.get("/figures")
        nobody = await client.get("/figures/customers?name=orders&period=2026-01")
    assert "Nothing happened in these periods." in page.text
    assert "<p>Nobody.</p>" in nobody.text
