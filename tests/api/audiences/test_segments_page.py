"""The page of segments: sizes and members as the API has them; a condition that cannot be read is not lost."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from profile_service.domain.values.times import days_later, utc_now
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
    today = utc_now()
    await load(
        store,
        record("shop:1", ("email", "ann@shop.example"), name="Ann <b>Lee"),
        record("till:2", ("email", "ben@shop.example"), name="Ben Oz"),
        bought("shop:o1", "shop:1", days_later(today, -200)[:10], 700, "1"),
        bought("shop:o2", "shop:1", days_later(today, -2)[:10], 300, "2"),
        did("till:c1", "till:2", days_later(today, -2)[:10], "support_call", "phone"),
    )
    return store


def _members(page: str) -> list[str]:
    return re.findall(r"href=\"/customer/[^\"]+\">([^<]*)<", page)


async def test_declared_segment_shows_who_is_in_it(sold: Store) -> None:
    async with client_of(sold) as client:
        page = (await client.get("/segments")).text
        (link,) = re.findall(r"href=\"(/segments\?segment=came_back)", page)
        members = (await client.get(link)).text
    assert "Came back after half a year" in page
    assert "1 of 2 customers" in members
    assert _members(members) == ["Ann &lt;b&gt;Lee"]
    assert 'href="/figures?segment=came_back"' in members
    assert "style=" not in members


async def test_condition_of_ones_own(sold: Store) -> None:
    async with client_of(sold) as client:
        asked = urlencode({"who": "who:\r\n  did: {families: [call]}\r\n"})
        page = (await client.get(f"/segments?{asked}")).text
        refused = (await client.get(f"/segments?{urlencode({'who': 'who: {dit: {kinds: [<i>]}}'})}")).text
    assert _members(page) == ["Ben Oz"]
    assert "did: {families: [call]}" in page
    assert 'role="alert"' in refused
    assert "who: {dit: {kinds: [&lt;i&gt;]}}" in refused, "what was typed stays"


async def test_figures_of_a_segment(sold: Store) -> None:
    async with client_of(sold) as client:
        page = (await client.get("/figures?every=year&segment=came_back")).text
        everybody = (await client.get("/figures?every=week")).text
    assert '<option value="came_back" selected>' in page
    assert re.search(r"10\.00", page)
    assert "3.00" in everybody


async def test_page_is_for_roles_that_read_segments(sold: Store, tmp_path: Path) -> None:
    async with client_of(sold, replace(SETTINGS, data_dir=tmp_path)) as client:
        for role, status in (("agent", 403), ("steward", 403), ("analyst", 200), ("admin", 200)):
            sent = await bearer(sold, role)
            assert (await client.get("/segments?segment=came_back", headers=sent)).status_code == status, role
            assert ('href="/segments"' in (await client.get("/", headers=sent)).text) is (status == 200)
        analyst = await bearer(sold, "analyst")
        assert _members((await client.get("/segments?segment=came_back", headers=analyst)).text) != ["Ann &lt;b&gt;Lee"]
        hidden = await client.get("/segments?segment=buyers_with_trouble", headers=analyst)
        assert hidden.status_code == 403
        assert "outside the view" in hidden.text


async def test_unknown_segment_and_empty_store(store: Store) -> None:
    async with client_of(store) as client:
        assert (await client.get("/segments?segment=nobody")).status_code == 404
        assert "<p>Nobody.</p>" in (await client.get("/segments?segment=came_back")).text
