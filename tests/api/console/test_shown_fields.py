"""Every role opens every page: it is shown what its view has, not a word about the rest, and nothing that is masked."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from profile_service.service.access import fresh_copy
from profile_service.service.declared.access import declared_access
from profile_service.service.declared.views import views
from profile_service.store.engine.store import Store
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.verdicts.customers import SECRETS, load_customers

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_PAGES = {
    "find": "/",
    "search": "/?q=Martin",
    "typed": "/?q=K7700123&open=1",
    "customer": "/customer/{profile}",
    "timeline": "/customer/{profile}?kind=order",
    "journey": "/customer/{profile}/journey",
    "note": "/customer/{profile}/note/{event}",
    "identity": "/customer/{profile}/identity",
    "history": "/customer/{profile}/history",
    "panel": "/embed/customer?id={profile}",
}
_EVERYTHING = dict.fromkeys(_PAGES, 200) | {"typed": 303}
_NO_REASONS = {"identity": 403, "history": 403}
_STATUS: dict[str, Mapping[str, int]] = {
    "admin": _EVERYTHING,
    "agent": _EVERYTHING | _NO_REASONS,
    "steward": _EVERYTHING,
    "loader": dict.fromkeys(_PAGES, 403) | {"find": 200, "search": 200, "typed": 200, "panel": 200},
    "service": _EVERYTHING | _NO_REASONS | {"journey": 403, "note": 403, "typed": 200},
    "analyst": _EVERYTHING | _NO_REASONS | {"note": 403},
    "privacy_officer": _EVERYTHING,
}
_OWN_VIEWS = """
marketing:
  scope: that there is somebody
  why: to count heads
  attributes: [city]
  identifiers: [loyalty_id]
  kinds: [order]
  span: all
  insights: []
"""
_OWN_ROLES = """
roles:
  teller:
    who: somebody who counts heads
    views: [marketing]
    reads: [profiles, search, explanations]
    mutations: [recordInteraction, mergeProfiles]
    sources: all
    clear: [city]
    reveals: []
    rows: 1
  clerk:
    who: somebody who sees one system
    views: [support]
    reads: [profiles]
    mutations: []
    sources: [desk]
    clear: all
    reveals: []
    rows: all
"""


@pytest.fixture
def own_files(tmp_path: Path) -> tuple[Path, Path]:
    """Files of roles and of views of one's own."""
    roles, own_views = tmp_path / "access.yaml", tmp_path / "views.yaml"
    roles.write_text(_OWN_ROLES)
    own_views.write_text(_OWN_VIEWS)
    return roles, own_views


@pytest.fixture
async def framed(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application with a panel, for which a new key counts at once."""
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    async with client_of(store, replace(SETTINGS, embed_origins=("https://desk.example.com",))) as client:
        yield client


async def test_each_role_is_shown_its_pages_and_no_hidden_value(store: Store, framed: httpx.AsyncClient) -> None:
    known = await load_customers(store)
    assert _STATUS.keys() == declared_access().roles.keys()
    for role, statuses in _STATUS.items():
        pages = await _pages(framed, known, await bearer(store, role, name=role))
        assert {name: page.status_code for name, page in pages.items()} == statuses, role
        hidden = _hidden(role)
        for name, page in pages.items():
            assert "outside the view" not in page.text, (role, name)
            bytes_of_page = page.text.replace("?q=Martin", "").replace('value="Martin"', "")
            leaks = {secret for secret in hidden if SECRETS[secret] in bytes_of_page}
            assert leaks - {"loyalty_id" if name == "typed" else ""} == set(), (role, name)


async def test_narrow_views_show_what_they_have(store: Store, framed: httpx.AsyncClient) -> None:
    known = await load_customers(store)
    parts = {
        "open": 'id="open-title"', "mood": "<dt>Mood</dt>", "alerts": "<dt>Alerts</dt>", "orders": 'id="orders-title"',
        "now": 'id="now-title"', "phone": "<dt>Phone</dt>", "e-mail": "<dt>E-mail</dt>", "journey": "/journey",
        "worth": 'id="worth-title"', "products": 'id="products-title"', "timeline": "<strong>Order 1002</strong>",
        "call": "<strong>Support call</strong>",
    }  # fmt: skip
    shown = {}
    for role in ("agent", "service", "analyst"):
        page = (await framed.get(f"/customer/{known['profile']}", headers=await bearer(store, role, name=role))).text
        shown[role] = {name for name, mark in parts.items() if mark in page}
    assert shown["agent"] == parts.keys()
    assert shown["service"] == parts.keys() - {"mood", "alerts", "journey", "call"}
    assert shown["analyst"] == parts.keys() - {"open", "phone", "call"}


async def test_who_sees_no_notes_is_told_that_one_is_kept(store: Store, framed: httpx.AsyncClient) -> None:
    known = await load_customers(store)
    service = await bearer(store, "service")
    form = {"text": "left at the door"}
    written = await framed.post(f"/customer/{known['profile']}/note", data=form, headers=service)
    page = (await framed.get(written.headers["location"], headers=service)).text
    assert ("Your note is kept. Your view shows no notes." in page, "left at the door" in page) == (True, False)


async def test_who_reads_no_customer_is_told_so(store: Store, framed: httpx.AsyncClient) -> None:
    known = await load_customers(store)
    pages = await _pages(framed, known, await bearer(store, "loader"))
    assert "The role loader may not read profiles." in pages["customer"].text
    assert "Your role shows no customers." in pages["find"].text
    assert "/operations" in pages["find"].text
    assert 'id="q"' not in pages["find"].text


async def test_who_may_not_search_finds_by_whole_values(store: Store, framed: httpx.AsyncClient) -> None:
    known = await load_customers(store)
    service, led = await bearer(store, "service"), {}
    for text in (
        SECRETS["email"],
        "01 42 68 53 00",
        "+33142685300",
        "1001",
        known["profile"],
        "both@shop.example",
        "zoe",
    ):
        page = await framed.get("/", params={"q": text, "open": "1"}, headers=service)
        led[text] = page.headers.get("location", "").partition("?")[0] or page.text.count("By whole values alone")
    zoe = f"/customer/{known['profile']}"
    assert list(led.values()) == [zoe, 1, zoe, zoe, zoe, 1, 1]


async def test_own_roles_with_views_of_their_own_have_pages_too(
    store: Store, own_files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    known, (roles, own_views) = await load_customers(store), own_files
    settings = replace(SETTINGS, access=roles, views=own_views, embed_origins=("https://desk.example.com",))
    statuses = {}
    async with client_of(store, settings) as client:
        for role in ("teller", "clerk"):
            pages = await _pages(client, known, await _own_bearer(store, role, own_files))
            statuses[role] = {name: page.status_code for name, page in pages.items()}
            assert not any("outside the view" in page.text for page in pages.values())
            if role == "teller":
                merge = await client.get(
                    f"/customer/{known['profile']}/merge", headers=await _own_bearer(store, role, own_files)
                )
                assert merge.status_code == 200
                texts = [merge.text, *(page.text for page in pages.values())]
                hidden = set(SECRETS) - {"name"}
                assert {name for name in hidden for text in texts if SECRETS[name] in text} <= {"loyalty_id"}
    assert statuses["teller"] == _EVERYTHING | {"journey": 403, "note": 403}
    assert statuses["clerk"] == _EVERYTHING | _NO_REASONS | {"typed": 200, "note": 404}


async def _own_bearer(store: Store, role: str, own_files: tuple[Path, Path]) -> dict[str, str]:
    return await bearer(store, role, name=role, roles=own_files[0])


async def _pages(
    client: httpx.AsyncClient, known: Mapping[str, str], headers: dict[str, str]
) -> dict[str, httpx.Response]:
    return {name: await client.get(path.format(**known), headers=headers) for name, path in _PAGES.items()}


def _hidden(role: str) -> set[str]:
    """The names of the secrets that the role may not see whole."""
    rights = declared_access().role(role)
    hidden = {name for name in SECRETS if rights.clear is not None and name not in rights.clear}
    shown = [each for each in views().values() if rights.chooses(each.name)]
    types = {"email", "phone", "loyalty_id", "device_id"}
    return hidden | {type for type in types if not any(view.shows_identifier(type) for view in shown)}
