"""Logging in and out by the page, as browsers and as attackers do."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

import httpx
import pytest

from profile_service.domain.access.users import User
from profile_service.service.access import login_tries
from profile_service.service.access.users import Users
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.browsers import FROM_HERE, HTML, SESSION_COOKIE, caller_of, log_in, same_server
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.graph import run
from tests.rig.links import made_link
from tests.rig.people import load_ann
from tests.rig.users import PASSWORD, made_user, users_of

pytestmark = pytest.mark.anyio
on_embedded = pytest.mark.parametrize("address", ["embedded"], indirect=True)


async def test_user_logs_in_reads_and_logs_out(store: Store, keyed: httpx.AsyncClient) -> None:
    await load_ann(store)
    await made_user(store)
    page = await keyed.get("/graphql", headers=HTML)
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=%2Fgraphql")

    entered = await log_in(keyed, "Ada")
    assert (entered.status_code, entered.headers["location"]) == (303, "/graphql")
    assert await caller_of(keyed) == "support"
    assert "Logged in as <strong>ada</strong>, role agent" in (await keyed.get("/graphql", headers=HTML)).text
    assert (await keyed.get("/login", params={"next": "/x"})).headers["location"] == "/x"

    left = await keyed.post("/logout", headers=FROM_HERE)
    assert (left.status_code, left.headers["location"]) == (303, "/login")
    assert keyed.cookies.get(SESSION_COOKIE) is None
    assert await caller_of(keyed) == 401


async def test_session_that_was_left_is_over_for_who_kept_its_cookie(store: Store, keyed: httpx.AsyncClient) -> None:
    await load_ann(store)
    await made_user(store)
    await log_in(keyed)
    kept = keyed.cookies[SESSION_COOKIE]
    await keyed.post("/logout", headers=FROM_HERE)
    async with same_server(keyed) as thief:
        thief.cookies.set(SESSION_COOKIE, kept)
        assert await caller_of(thief) == 401


@on_embedded
async def test_cookie_is_for_the_browser_alone(store: Store, keyed: httpx.AsyncClient) -> None:
    await made_user(store)
    cookie = (await log_in(keyed)).headers["set-cookie"]
    assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=lax"}
    async with same_server(keyed, "https://localhost") as secure:
        cookie = (await log_in(secure)).headers["set-cookie"]
    assert cookie.startswith("__Host-profile_session=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=lax", "Secure"}


@on_embedded
async def test_store_never_holds_what_the_browser_sends(
    store: Store, keyed: httpx.AsyncClient, address: Address
) -> None:
    await made_user(store)
    await log_in(keyed)
    token = keyed.cookies[SESSION_COOKIE]
    assert len(token) == 43
    assert token not in str(run(address, "MATCH (n) RETURN properties(n)"))


@on_embedded
@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ada", "wrong but long enough"),
        ("nobody", PASSWORD),
        ("", ""),
        ("ada", ""),
        ("ada", PASSWORD + " "),
        ("ada", "x" * 5_000),
        ("x" * 5_000, PASSWORD),
        ("a\x00da", PASSWORD),
        ("eve", PASSWORD),
    ],
)
async def test_wrong_name_and_wrong_password_are_refused_alike(
    store: Store, keyed: httpx.AsyncClient, name: str, password: str
) -> None:
    await made_user(store)
    await made_user(store, name="eve")
    await users_of(store).disable("eve")
    refused = await log_in(keyed, name, password)
    assert refused.status_code == 401
    assert '<p class="notice" role="alert">The name or the password is not right.</p>' in refused.text
    assert "set-cookie" not in refused.headers


@on_embedded
async def test_megabyte_of_password_is_not_read(store: Store, keyed: httpx.AsyncClient) -> None:
    await made_user(store)
    assert (await log_in(keyed, "ada", "x" * 1_000_000)).status_code == 413


@on_embedded
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
        {"sec-fetch-site": "cross-site", "origin": "null"},
        {"sec-fetch-site": "none", "origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "ftp://localhost"},
        {"referer": "http://localhost/graphql"},
    ],
    ids=str,
)
async def test_other_sites_change_nothing_by_the_cookie(
    store: Store, keyed: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    await made_user(store, "steward")
    form = {"name": "ada", "password": PASSWORD}
    assert (await keyed.post("/login", data=form, headers=headers)).status_code == 403
    await log_in(keyed)
    mutation = {"query": 'mutation { undo(input: {decision: "x"}) { profiles { id } } }'}
    refused = await keyed.post("/graphql", json=mutation, headers=headers)
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["extensions"]["code"] in {"FORBIDDEN", "FOREIGN_ORIGIN"}
    assert (await keyed.post("/logout", headers=headers)).status_code == 403
    own = await keyed.post("/graphql", json=mutation, headers={"origin": "http://localhost"})
    assert own.status_code == 200, "what a browser sends that does not trust the network"
    without_referrer = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert (await keyed.post("/graphql", json=mutation, headers=without_referrer)).status_code == 200


@on_embedded
async def test_page_without_encryption_changes_nothing_over_https(store: Store, keyed: httpx.AsyncClient) -> None:
    await made_user(store)
    form = {"name": "ada", "password": PASSWORD}
    async with same_server(keyed, "https://localhost") as secure:
        refused = await secure.post("/login", data=form, headers={"origin": "http://localhost"})
        entered = await secure.post("/login", data=form, headers={"origin": "https://localhost"})
    assert (refused.status_code, entered.status_code) == (403, 303)


@on_embedded
async def test_key_beside_a_cookie_needs_no_origin(store: Store, keyed: httpx.AsyncClient) -> None:
    await load_ann(store)
    await made_user(store)
    await log_in(keyed)
    sent = await bearer(store, "steward")
    assert await caller_of(keyed, **{**sent, "sec-fetch-site": "none"}) == "full"


@on_embedded
async def test_get_changes_nothing_and_ends_nothing(store: Store, keyed: httpx.AsyncClient) -> None:
    await load_ann(store)
    await made_user(store, "steward")
    await log_in(keyed)
    assert (await keyed.get("/logout")).status_code == 405
    mutation = {"query": 'mutation { undo(input: {decision: "x"}) { profiles { id } } }'}
    assert (await keyed.get("/graphql", params=mutation)).status_code == 405
    assert await caller_of(keyed) == "full"


@on_embedded
@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        " /graphql",
        "javascript:alert(1)",
        "evil.example",
        "/graphql\r\nset-cookie: a=b",
        "/" + "x" * 3_000,
        "",
    ],
)
async def test_login_leads_to_own_paths_alone(store: Store, keyed: httpx.AsyncClient, elsewhere: str) -> None:
    await made_user(store)
    assert (await log_in(keyed, next=elsewhere)).headers["location"] == "/"
    assert (await keyed.get("/login", params={"next": elsewhere})).headers["location"] == "/"
    _, link = await made_link(store)
    assert (await keyed.get("/login/link", params={"token": link, "next": elsewhere})).headers["location"] == "/"


@on_embedded
async def test_page_shows_what_was_typed_as_text(store: Store, keyed: httpx.AsyncClient) -> None:
    await made_user(store)
    page = await log_in(keyed, '"><script>alert(1)</script>', next='/"><script>')
    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert (page.headers["cache-control"], page.headers["x-frame-options"]) == ("no-store", "DENY")
    assert PASSWORD not in page.text


@on_embedded
async def test_login_makes_a_new_session_and_ends_the_one_before(store: Store, keyed: httpx.AsyncClient) -> None:
    await load_ann(store)
    await made_user(store)
    planted = {SESSION_COOKIE: "chosen-by-somebody-else" + "x" * 20}
    async with same_server(keyed) as thief:
        thief.cookies.update(planted)
        form = {"name": "ada", "password": PASSWORD}
        entered = await thief.post("/login", data=form, headers=FROM_HERE)
        assert planted[SESSION_COOKIE] not in entered.headers["set-cookie"]
        thief.cookies.clear()
        thief.cookies.update(planted)
        assert await caller_of(thief) == 401
    await log_in(keyed)
    first = keyed.cookies[SESSION_COOKIE]
    await log_in(keyed)
    assert keyed.cookies[SESSION_COOKIE] != first
    async with same_server(keyed) as thief:
        thief.cookies.set(SESSION_COOKIE, first)
        assert await caller_of(thief) == 401


@on_embedded
@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 100_000, "psk_abcdefghijk2_" + "x" * 43, "é"])
async def test_made_up_cookie_lets_nobody_in(store: Store, keyed: httpx.AsyncClient, token: str) -> None:
    await made_user(store)
    await log_in(keyed)
    async with same_server(keyed) as other:
        sent = [(b"sec-fetch-site", b"same-origin"), (b"cookie", f"{SESSION_COOKIE}={token}".encode())]
        response = await other.post("/graphql", json={"query": "{ __typename }"}, headers=sent)
        assert response.status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        lambda users: users.set_password("ada", "another long password"),
        lambda users: users.set_role("ada", "steward"),
        lambda users: users.disable("ada"),
        lambda users: users.remove("ada"),
    ],
    ids=["password", "role", "disabled", "removed"],
)
async def test_changed_user_is_out_at_once(
    store: Store, keyed: httpx.AsyncClient, change: Callable[[Users], Awaitable[User]]
) -> None:
    await load_ann(store)
    await made_user(store)
    await log_in(keyed)
    async with client_of(store, SETTINGS) as other_process:
        other_process.cookies.set(SESSION_COOKIE, keyed.cookies[SESSION_COOKIE])
        assert [await caller_of(client) for client in (keyed, other_process)] == ["support", "support"]
        await change(users_of(store))
        assert [await caller_of(client) for client in (keyed, other_process)] == [401, 401]


async def test_session_ends_unused_and_in_the_end(store: Store, keyed: httpx.AsyncClient, address: Address) -> None:
    await load_ann(store)
    await made_user(store)
    for expired in ("used_at", "expires_at"):
        await log_in(keyed)
        token = keyed.cookies[SESSION_COOKIE]
        run(address, f"MATCH (s:AccessSession) SET s.{expired} = $past", past="2026-01-01T00:00:00.000000Z")
        async with client_of(store, SETTINGS) as later:
            later.cookies.set(SESSION_COOKIE, token)
            assert await caller_of(later) == 401
        keyed.cookies.clear()


@on_embedded
async def test_many_tries_have_to_wait_and_lock_nobody_else_out(
    store: Store, keyed: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await made_user(store)
    monkeypatch.setattr(login_tries, "_FREE_OF_USER", 2)
    assert [(await log_in(keyed, "ada", "wrong password")).status_code for _ in range(3)] == [401, 401, 429]
    waiting = await log_in(keyed)
    assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "1"), "with the right password too"
    assert "Too many tries; try again in a second." in waiting.text
    transport = httpx.ASGITransport(keyed._transport.app, client=("192.0.2.7", 1))  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as elsewhere:
        assert (await log_in(elsewhere)).status_code == 303


async def test_link_logs_in_once(store: Store, keyed: httpx.AsyncClient, address: Address) -> None:
    await load_ann(store)
    _, token = await made_link(store, "steward")
    assert token not in str(run(address, "MATCH (n) RETURN properties(n)"))
    assert (await keyed.head("/login/link", params={"token": token})).status_code == 403, "a look is no use"
    followed = await keyed.get("/login/link", params={"token": token})
    assert (followed.status_code, followed.headers["location"]) == (303, "/")
    assert await caller_of(keyed) == "full"
    async with same_server(keyed) as second:
        again = await second.get("/login/link", params={"token": token})
        assert (again.status_code, "set-cookie" in again.headers) == (401, False)
        assert "This link was used already, or is too old; ask for a new one." in again.text


@on_embedded
async def test_old_and_foreign_links_are_refused(store: Store, keyed: httpx.AsyncClient, address: Address) -> None:
    _, token = await made_link(store)
    for site in ("cross-site", "same-site"):
        from_elsewhere = await keyed.get("/login/link", params={"token": token}, headers={"sec-fetch-site": site})
        assert from_elsewhere.status_code == 403
    run(address, "MATCH (l:AccessLink) SET l.expires_at = $past", past="2026-01-01T00:00:00.000000Z")
    for wrong in (token, "", "x", "x" * 5_000):
        assert (await keyed.get("/login/link", params={"token": wrong})).status_code == 401
    assert run(address, "MATCH (l:AccessLink) RETURN l.id") == []


@on_embedded
async def test_user_closes_the_open_door_for_good(store: Store, keyed: httpx.AsyncClient) -> None:
    await load_ann(store)
    assert await caller_of(keyed) == "full"
    assert "No login is needed on this machine" in (await keyed.get("/graphql", headers=HTML)).text
    assert (await keyed.get("/login")).headers["location"] == "/"
    keyed.cookies.set(SESSION_COOKIE, "of another server on this machine")
    assert await caller_of(keyed) == "full"
    await made_user(store)
    assert await caller_of(keyed) == 401
    await users_of(store).remove("ada")
    assert await caller_of(keyed) == 401


@on_embedded
async def test_secrets_are_in_no_log(store: Store, keyed: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    await made_user(store)
    _, link = await made_link(store)
    with caplog.at_level(logging.DEBUG):
        await log_in(keyed, "typed-into-the-wrong-field", "a wrong password")
        await log_in(keyed)
        token = keyed.cookies[SESSION_COOKIE]
        await keyed.get("/login/link", params={"token": link})
        await keyed.post("/logout", headers=FROM_HERE)
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(("neo4j", "httpcore", "httpx"))]
    assert [line for line in ours if "by password" in line or "by link" in line] == [
        "login refused: by password, of nobody known",
        "login: by password, in the role agent",
        "login: by link, in the role admin",
        "logout: by password, in the role agent",
        "logout: by link, in the role admin",
    ]
    assert [s for s in ("wrong-field", "a wrong password", PASSWORD, token, link, "ada") if s in "".join(ours)] == []


async def test_page_without_a_store_says_so(storeless: httpx.AsyncClient) -> None:
    refused = await log_in(storeless)
    assert refused.status_code == 503
    assert 'role="alert"' in refused.text


@on_embedded
async def test_page_says_how_the_first_user_is_made(store: Store) -> None:
    await bearer(store, "agent")
    async with client_of(store, replace(SETTINGS, host="0.0.0.0")) as client:
        page = (await client.get("/login")).text
    assert "profile-service users create NAME" in page
    assert "<form" not in page
