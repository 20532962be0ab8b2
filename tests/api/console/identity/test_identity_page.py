"""The page that shows which records are one customer, and why."""

import re
from urllib.parse import quote

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.callers import bearer
from tests.rig.people import load, load_ann, profile_id, record

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]

_NODE = re.compile(r'<a class="node [^"]*" data-node="([^"]+)"')
_ROW = re.compile(r'<tr data-node="([^"]+)"')
_LINE = re.compile(r'<line data-record="([^"]+)" data-identifier="([^"]+)"')


async def test_table_and_drawing_agree_node_by_node(store: Store, client: httpx.AsyncClient) -> None:
    ann = await load_ann(store)
    page = (await client.get(f"/customer/{ann}/identity")).text

    rows = _ROW.findall(page)
    assert sorted(rows) == ["crm:7", "email:ann@shop.org", "phone:+14155552671", "shop:1"]
    assert sorted(_NODE.findall(page)) == sorted(rows)
    assert set(_LINE.findall(page)) == {
        ("crm:7", "email:ann@shop.org"), ("crm:7", "phone:+14155552671"), ("shop:1", "email:ann@shop.org"),
    }  # fmt: skip
    assert "both hold the email ann@shop.org" in page


async def test_node_of_the_address_is_looked_at(store: Store, client: httpx.AsyncClient) -> None:
    ann = await load_ann(store)

    of_record = (await client.get(f"/customer/{ann}/identity?node=shop:1")).text
    of_identifier = (await client.get(f"/customer/{ann}/identity?node={quote('email:ann@shop.org')}")).text
    of_nothing = (await client.get(f"/customer/{ann}/identity?node=shop:99")).text

    assert '<h2 id="node-title">shop:1</h2>' in of_record
    assert "<dd>Paris</dd>" in of_record
    assert '<h2 id="node-title">ann@shop.org</h2>' in of_identifier
    assert "<option>crm:7</option>" in of_identifier
    assert "has no such record or identifier any more" in of_nothing


async def test_two_records_are_compared_in_sentences(store: Store, client: httpx.AsyncClient) -> None:
    ann = await load_ann(store)

    asked = (await client.get(f"/customer/{ann}/identity?a=shop:1&b=crm:7")).text
    unknown = await client.get(f"/customer/{ann}/identity?a=shop:1&b=crm:99")

    assert f"shop:1 and crm:7 are one person, the profile {ann}, by one step of evidence." in asked
    assert unknown.status_code == 200
    assert '<p class="notice" role="status">' in unknown.text


async def test_large_customer_is_drawn_in_groups_with_every_row(store: Store, client: httpx.AsyncClient) -> None:
    card = ("loyalty_id", "L-1")
    visits = [[("device_id", f"tablet-{n}-{visit}") for visit in range(4)] for n in range(12)]
    await load(store, *(record(f"shop:{n}", card, *devices) for n, devices in enumerate(visits)))
    id = await profile_id(store, "shop:0")

    page = (await client.get(f"/customer/{id}/identity?node=device_id")).text

    assert sorted(_NODE.findall(page)) == ["device_id", "loyalty_id", "shop"]
    rows = _ROW.findall(page)
    assert len(rows) == 61
    assert {row.partition(":")[0] for row in rows} == {"device_id", "loyalty_id", "shop"}
    assert len(page) < 200_000


async def test_it_is_for_those_who_may_read_explanations(store: Store, keyed: httpx.AsyncClient) -> None:
    ann = await load_ann(store)
    agent, steward = [await bearer(store, role, name=role) for role in ("agent", "steward")]

    refused = [await keyed.get(f"/customer/{ann}{path}", headers=agent) for path in ("/identity", "/history", "/merge")]
    shown = await keyed.get(f"/customer/{ann}/identity", headers=steward)

    assert [response.status_code for response in refused] == [403, 403, 403]
    assert not any("ann@shop.org" in response.text for response in refused)
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    assert (await keyed.get("/customer/nobody/identity", headers=steward)).status_code == 404
    officer = await bearer(store, "privacy_officer", name="officer")
    read_only = (await keyed.get(f"/customer/{ann}/identity", headers=officer)).text
    assert "/act" not in read_only
