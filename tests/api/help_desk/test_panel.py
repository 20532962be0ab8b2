"""The panel in a help desk: one customer, framed by the named sites alone, and a login in a window."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from tests.rig.browsers import FROM_HERE, log_in
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.people import load, load_ann, profile_id, record
from tests.rig.users import made_user

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_DESKS = ("https://acme.zendesk.com", "https://chat.example.com:8443")
_FRAMED = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
_PANEL_COOKIE = "__Secure-profile_panel"


@pytest.fixture
async def embedded(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client over https of an application whose panel two sites may show."""
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    async with client_of(store, replace(SETTINGS, embed_origins=_DESKS)) as client:
        client.base_url = httpx.URL("https://localhost")
        yield client


async def test_named_sites_and_no_others_may_frame_the_panel(store: Store, embedded: httpx.AsyncClient) -> None:
    await load_ann(store)
    agent = await bearer(store, "agent")
    framed = await embedded.get("/embed/customer?email=ann@shop.org", headers=agent | _FRAMED)
    assert framed.status_code == 200
    policy = framed.headers["content-security-policy"]
    assert f"frame-ancestors {' '.join(_DESKS)};" in policy
    assert ("x-frame-options" in framed.headers, framed.headers["cache-control"]) == (False, "no-store")

    page = await embedded.get("/", headers=agent)
    assert (page.headers["x-frame-options"], "frame-ancestors 'none'" in page.headers["content-security-policy"]) == (
        "DENY",
        True,
    )
    for path in ("/", "/graphql", "/login"):
        assert (await embedded.get(path, headers=agent | _FRAMED)).status_code == 403, path
    for wrong in ({"sec-fetch-dest": "image"}, {"sec-fetch-dest": "empty", "sec-fetch-mode": "cors"}):
        refused = await embedded.get("/embed/customer?email=ann@shop.org", headers=agent | _FRAMED | wrong)
        assert refused.status_code == 403, wrong


async def test_without_the_setting_there_is_no_panel_and_no_cookie(store: Store, keyed: httpx.AsyncClient) -> None:
    agent = await bearer(store, "agent")
    assert (await keyed.get("/embed/customer?email=ann@shop.org", headers=agent)).status_code == 404
    assert (await keyed.get("/embed/customer?email=ann@shop.org", headers=agent | _FRAMED)).status_code == 403
    await made_user(store)
    keyed.base_url = httpx.URL("https://localhost")
    assert _PANEL_COOKIE not in (await log_in(keyed)).headers["set-cookie"]


async def test_panel_shows_the_customer_as_the_caller_may_see_them(store: Store, embedded: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    agent = await bearer(store, "agent")
    for asked in ({"email": "ANN@shop.org"}, {"phone": "+1 415 555 2671"}, {"id": id}):
        panel = (await embedded.get("/embed/customer", params=asked, headers=agent)).text
        assert ("<h1>Ann Smith</h1>" in panel, f'href="/customer/{id}" target="_blank"' in panel) == (True, True), asked
        assert ("•••• 2671" in panel, "4155552671" in panel) == (True, False)


async def test_panel_says_in_a_sentence_why_it_shows_nobody(store: Store, embedded: httpx.AsyncClient) -> None:
    phone = ("phone", "(415) 555-2671")
    await load(store, record("shop:1", phone, name="Grace Nakamura"), record("crm:7", phone, name="Hannah Ramírez"))
    assert await profile_id(store, "shop:1") != await profile_id(store, "crm:7")
    agent = await bearer(store, "agent")
    said = {}
    for asked in ("phone=%2B14155552671", "email=no@shop.org", "email=x", "", "id=<script>alert(1)</script>"):
        panel = await embedded.get(f"/embed/customer?{asked}", headers=agent)
        assert (panel.status_code, "<script>alert" in panel.text) == (200, False)
        said[asked] = panel.text.partition('role="status">')[2].partition("<")[0]
    assert list(said.values()) == [
        "Several customers have it.", "Nobody by that.", "Nobody by that.",
        "The help desk named no customer: no phone, e-mail or id.", "Nobody by that.",
    ]  # fmt: skip


async def test_login_in_a_window_counts_in_the_panel_alone(store: Store, embedded: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    await made_user(store)
    nobody = await embedded.get(f"/embed/customer?id={id}", headers=_FRAMED)
    assert (nobody.status_code, "Ann" in nobody.text, 'href="/login" target="_blank"' in nobody.text) == (
        401,
        False,
        True,
    )

    cookies = (await log_in(embedded)).headers.get_list("set-cookie")
    (panel,) = [cookie for cookie in cookies if cookie.startswith(_PANEL_COOKIE)]
    value, *attributes = panel.split("; ")
    assert {each.casefold() for each in attributes} == {"httponly", "path=/embed", "samesite=none", "secure"}
    embedded.cookies.clear()
    carried = {"cookie": value} | _FRAMED
    assert "Ann Smith" in (await embedded.get(f"/embed/customer?id={id}", headers=carried)).text
    elsewhere = {"cookie": value} | FROM_HERE
    assert (await embedded.get(f"/customer/{id}", headers=elsewhere)).status_code == 303, "led to the login"
    assert (await embedded.post("/graphql", json={"query": "{__typename}"}, headers=elsewhere)).status_code == 401


async def test_over_http_no_cookie_of_a_panel_is_set(store: Store, embedded: httpx.AsyncClient) -> None:
    embedded.base_url = httpx.URL("http://localhost")
    await made_user(store)
    assert _PANEL_COOKIE not in (await log_in(embedded)).headers["set-cookie"]
