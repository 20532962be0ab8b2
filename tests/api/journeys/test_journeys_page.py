"""The page of journeys: the numbers of the API, a drawing whose bands fit their boxes, and sentences for bad words."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from profile_service.api.journeys.sankey import sankey
from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.people import bought, did, load, record

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def new_keys_count_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)


@pytest.fixture
async def sold(store: Store) -> Store:
    await load(
        store,
        record("shop:1", ("email", "ann@shop.example"), name="Ann Lee"),
        record("till:2", ("email", "ben@shop.example"), name="Ben Oz"),
        did("v1", "shop:1", "2026-01-02", "page_view"),
        did("c1", "shop:1", "2026-01-03", "cart_add", "app"),
        bought("shop:o1", "shop:1", "2026-01-05", 700, "1"),
        did("v2", "till:2", "2026-01-02", "page_view"),
        did("c2", "till:2", "2026-01-03", "cart_add", "web"),
        did("c3", "till:2", "2026-01-04", "support_call", "phone"),
    )
    return store


async def test_funnel_and_ways(sold: Store) -> None:
    async with client_of(sold) as client:
        page = (await client.get("/journeys")).text
        after = (
            await client.get(f"/journeys?{urlencode({'anchor': 'kinds: [page_view]', 'direction': 'after'})}")
        ).text
    rows = re.findall(r"<tr><th scope=\"row\">(\d)\. ([^<]*)</th><td class=\"number\">(\d+)</td>", page)
    assert rows == [("1", "browsing, wish", "2"), ("2", "cart", "2"), ("3", "order", "1")]
    assert "call 1" in page
    assert "<td>site browsing → cart</td>" in page, "in the order of time"
    assert "<title>site browsing → cart: 1</title>" in page
    assert "<td>cart → call</td>" in after
    assert "style=" not in page


async def test_what_cannot_be_read_stays_with_the_reason(sold: Store) -> None:
    async with client_of(sold) as client:
        asked = urlencode({"steps": "families: [<i>]\r\nfamilies: [order]", "anchor": "nothing", "from": "may"})
        page = await client.get(f"/journeys?{asked}")
        bad = [await client.get(f"/journeys?{text}") for text in ("within=soon", "direction=up", "by=mood")]
    assert page.status_code == 200
    assert page.text.count('role="alert"') == 2
    assert "families: [&lt;i&gt;]\nfamilies: [order]" in page.text
    assert [answer.status_code for answer in bad] == [400, 400, 400]


async def test_page_is_for_roles_that_read_metrics(sold: Store, tmp_path: Path) -> None:
    async with client_of(sold, replace(SETTINGS, data_dir=tmp_path)) as client:
        for role, status in (("agent", 403), ("steward", 403), ("analyst", 200), ("admin", 200)):
            sent = await bearer(sold, role)
            assert (await client.get("/journeys", headers=sent)).status_code == status, role
            assert ('href="/journeys"' in (await client.get("/", headers=sent)).text) is (status == 200)


async def test_empty_store(store: Store) -> None:
    async with client_of(store) as client:
        page = await client.get("/journeys")
    assert "0 customers did it" in page.text


@pytest.mark.parametrize("backwards", [True, False])
def test_bands_fit_their_boxes(*, backwards: bool) -> None:
    nodes = [{"step": 1, "name": f"n{n}", "customers": 10 + n} for n in range(12)]
    nodes += [{"step": 2, "name": "end", "customers": 60}, {"step": 2, "name": "other", "customers": 30}]
    links = [{"step": 1, "start": f"n{n}", "end": "end", "customers": 5} for n in range(12)]
    drawing = sankey(nodes, links, backwards=backwards)
    assert len(drawing.boxes) == 8 + 2, "seven of the first step, the others together, and two"
    assert all(0 <= box.y <= box.y + box.height <= drawing.height for box in drawing.boxes)
    assert all(0 <= box.x <= drawing.width - drawing.box_width for box in drawing.boxes)
    assert sum(box.height for box in drawing.boxes if box.says.startswith("end")) > 0
    assert len(drawing.bands) == 8
    heights = []
    for band in drawing.bands:
        top, low = re.fullmatch(r"M\S+ ([\d.]+)C.* (\S+)Z", band.outline).groups()  # type: ignore[union-attr]
        heights.append(float(low) - float(top))
    (end,) = [box for box in drawing.boxes if box.says.startswith("end")]
    assert sum(heights) == pytest.approx(end.height, abs=2)
