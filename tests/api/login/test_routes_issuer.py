"""Logging in at an issuer: the way there and back, and what attackers make of it. The issuer is a real process."""

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from tests.rig.browsers import HTML, SESSION_COOKIE, caller_of, same_server
from tests.rig.callers import SETTINGS
from tests.rig.clients import client_of
from tests.rig.oidc_provider import CLIENT_SECRET, Provider, oidc_provider
from tests.rig.people import load_ann

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_PACKAGED = Path(__file__).parents[3] / "schema" / "access.yaml"
_ISSUER = """
  - issuer: {issuer}
    audience: profiles
    keys: {issuer}/keys
    name: preferred_username
    roles:
      - {{claim: groups, value: stewards, role: steward}}
    login:
      client_id: profiles-web
      title: Shop staff
      redirect: http://localhost/login/return
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with oidc_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.behave()
    return running


def settings_with(folder: Path, *issuers: str) -> Settings:
    path = folder / "access.yaml"
    tokens = "".join(_ISSUER.format(issuer=issuer) for issuer in issuers)
    path.write_text(_PACKAGED.read_text().replace("tokens: []", f"tokens:{tokens}"))
    return replace(SETTINGS, access=path, login_secret=CLIENT_SECRET)


@pytest.fixture
async def client(store: Store, provider: Provider, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    await load_ann(store)
    async with client_of(store, settings_with(tmp_path, provider.issuer)) as opened:
        yield opened


async def _come_back(client: httpx.AsyncClient, number: int = 0) -> str:
    """The address to which the issuer sends a browser that began there."""
    begun = await client.get(f"/login/issuer/{number}", params={"next": "/graphql?a=b"})
    assert begun.status_code == 303, begun.text
    async with httpx.AsyncClient() as at_issuer:
        location: str = (await at_issuer.get(begun.headers["location"])).headers["location"]
    assert location.startswith("http://localhost/login/return?")
    return location.removeprefix("http://localhost")


async def test_person_logs_in_at_the_issuer(client: httpx.AsyncClient) -> None:
    page = (await client.get("/login")).text
    assert "Log in with Shop staff" in page
    assert "<form" not in page
    entered = await client.get(await _come_back(client))
    assert (entered.status_code, entered.headers["location"]) == (303, "/graphql?a=b")
    assert await caller_of(client) == "full"
    assert "Logged in as <strong>grace</strong>, role steward" in (await client.get("/graphql", headers=HTML)).text
    assert client.cookies.get("profile_login") is None


async def test_way_there_names_state_nonce_and_challenge(client: httpx.AsyncClient, provider: Provider) -> None:
    begun = [await client.get("/login/issuer/0") for _ in range(2)]
    asked, again = (parse_qs(urlsplit(each.headers["location"]).query) for each in begun)
    assert asked["code_challenge_method"] == ["S256"]
    assert (asked["scope"], asked["response_type"]) == (["openid profile"], ["code"])
    assert [asked[name] != again[name] for name in ("state", "nonce", "code_challenge")] == [True] * 3
    assert {"HttpOnly", "SameSite=lax", "Max-Age=600"} <= {
        part.strip() for part in begun[0].headers["set-cookie"].split(";")
    }


async def _refused(client: httpx.AsyncClient, path: str, status: int = 401) -> str:
    """The sentence on the page that refuses, after which nobody is logged in."""
    page = await client.get(path)
    assert page.status_code == status, page.text
    assert client.cookies.get(SESSION_COOKIE) is None
    return page.text.partition('role="alert">')[2].partition("</p>")[0]


_OVER = "The login is over or was used already; begin it again."


async def test_wrong_state_is_refused(client: httpx.AsyncClient) -> None:
    path = await _come_back(client)
    state = parse_qs(urlsplit(path).query)["state"][0]
    assert await _refused(client, path.replace(state, "x" * len(state))) == _OVER
    assert await _refused(client, path) == _OVER, "the first try ended it"


async def test_way_back_of_another_browser_is_refused(client: httpx.AsyncClient) -> None:
    path = await _come_back(client)
    async with same_server(client) as victim:
        assert await _refused(victim, path) == _OVER
        await victim.get("/login/issuer/0")
        assert await _refused(victim, path) == _OVER


async def test_forged_seal_is_refused(client: httpx.AsyncClient) -> None:
    path = await _come_back(client)
    sealed = client.cookies["profile_login"]
    for forged in ("", "x", "x.y", sealed[:-1], f"{sealed[1:]}", "x" * 100_000):
        async with same_server(client) as browser:
            browser.cookies.set("profile_login", forged)
            assert await _refused(browser, path) == _OVER


async def test_code_works_once(client: httpx.AsyncClient) -> None:
    path = await _come_back(client)
    sealed = client.cookies["profile_login"]
    assert (await client.get(path)).status_code == 303
    async with same_server(client) as thief:
        thief.cookies.set("profile_login", sealed)
        assert await _refused(thief, path) == _OVER


@pytest.mark.parametrize(
    "habits",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"nonce": ["x"]}},
        {"claims": {"aud": "billing"}},
        {"claims": {"aud": "profiles"}},
        {"claims": {"aud": ["profiles-web", "billing"]}},
        {"claims": {"aud": ["profiles-web", "billing"], "azp": "billing"}},
        {"claims": {"azp": "billing"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1}},
        {"claims": {"groups": ["staff"]}},
        {"claims": {"preferred_username": None}},
        {"foreign_key": True},
    ],
    ids=str,
)
async def test_token_that_is_not_for_this_login_is_refused(
    client: httpx.AsyncClient, provider: Provider, habits: dict[str, Any]
) -> None:
    provider.behave(**habits)
    said = await _refused(client, await _come_back(client))
    assert said == "The token is not valid, or no longer; ask for a new one."


@pytest.mark.parametrize(
    "habits", [{"answer": {"iss": "https://evil.example"}}, {"answer": {"iss": ""}}, {"silent": True}], ids=str
)
async def test_answer_of_another_issuer_is_refused(
    client: httpx.AsyncClient, provider: Provider, habits: dict[str, Any]
) -> None:
    provider.behave(**habits)
    assert await _refused(client, await _come_back(client)) == _OVER


async def test_issuer_that_never_names_itself_is_believed(store: Store, provider: Provider, tmp_path: Path) -> None:
    provider.behave(silent=True, discovery={"authorization_response_iss_parameter_supported": False})
    async with client_of(store, settings_with(tmp_path, provider.issuer)) as client:
        assert (await client.get(await _come_back(client))).status_code == 303


async def test_issuers_are_not_mixed_up(store: Store, provider: Provider, tmp_path: Path) -> None:
    """A login that began at one issuer and comes back with another's code, as an issuer under attack would send it."""
    with oidc_provider() as other:
        async with client_of(store, settings_with(tmp_path, provider.issuer, other.issuer)) as client:
            first = parse_qs(urlsplit(await _come_back(client, 0)).query)
            mine = parse_qs(urlsplit(await _come_back(client, 1)).query)
            other.behave(silent=True)
            for issuer in (provider.issuer, other.issuer):
                mixed = {"code": first["code"][0], "state": mine["state"][0], "iss": issuer}
                cookie = client.cookies["profile_login"]
                async with same_server(client) as browser:
                    browser.cookies.set("profile_login", cookie)
                    assert await _refused(browser, f"/login/return?{httpx.QueryParams(mixed)}") == _OVER


async def test_person_who_declines_there_is_told_so(client: httpx.AsyncClient, provider: Provider) -> None:
    provider.behave(answer={"error": "access_denied", "error_description": "<b>no</b>"})
    said = await _refused(client, await _come_back(client))
    assert said == "The login service let nobody in; begin again, or ask who runs it."


async def test_issuer_that_is_away_is_said_in_one_sentence(store: Store, tmp_path: Path) -> None:
    async with client_of(store, settings_with(tmp_path, "http://127.0.0.1:1")) as client:
        away = await _refused(client, "/login/issuer/0", 503)
    assert away == "The login service cannot be reached; try again in a moment."


@pytest.mark.parametrize(
    ("habits", "says"),
    [
        ({"broken": True}, "The login service does not answer as it should; try again in a moment."),
        ({"discovery": {"issuer": "https://evil.example"}}, "The login service is not the one that PROFILE_ACCESS"),
        ({"discovery": {"token_endpoint": "http://evil.example/"}}, "The login service names no https address"),
        ({"discovery": {"authorization_endpoint": "/etc/passwd"}}, "The login service names no https address"),
    ],
    ids=str,
)
async def test_issuer_that_errs_is_said_in_one_sentence(
    store: Store, provider: Provider, tmp_path: Path, habits: dict[str, Any], says: str
) -> None:
    provider.behave(**habits)
    async with client_of(store, settings_with(tmp_path, provider.issuer)) as client:
        path = await _come_back(client) if "broken" in habits else "/login/issuer/0"
        assert (await _refused(client, path, 503)).startswith(says)


async def test_wrong_client_secret_is_the_operators_business(store: Store, provider: Provider, tmp_path: Path) -> None:
    settings = replace(settings_with(tmp_path, provider.issuer), login_secret="another")
    async with client_of(store, settings) as client:
        said = await _refused(client, await _come_back(client), 503)
    assert "does not take this service&#39;s client id or secret" in said


async def test_login_ends_with_the_declaration_of_its_issuer(store: Store, client: httpx.AsyncClient) -> None:
    await client.get(await _come_back(client))
    assert await caller_of(client) == "full"
    async with client_of(store, replace(SETTINGS, host="0.0.0.0")) as later:
        later.cookies.set(SESSION_COOKIE, client.cookies[SESSION_COOKIE])
        assert await caller_of(later) == 401


async def test_secrets_of_the_flow_are_in_no_log(client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        path = await _come_back(client)
        sealed = client.cookies["profile_login"]
        await client.get(path)
    ours = "".join(r.getMessage() for r in caplog.records if not r.name.startswith(("neo4j", "httpcore", "httpx")))
    code = parse_qs(urlsplit(path).query)["code"][0]
    assert "login: by issuer, in the role steward" in ours
    assert [s for s in (code, sealed, CLIENT_SECRET, client.cookies[SESSION_COOKIE], "grace") if s in ours] == []


async def test_there_is_no_other_issuer(client: httpx.AsyncClient) -> None:
    for number in ("1", "-1", "99999999999999999999", "x"):
        assert (await client.get(f"/login/issuer/{number}")).status_code == 404
