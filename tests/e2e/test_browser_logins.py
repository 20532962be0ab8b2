"""A person at a real browser logs in and out."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from profile_service.store.places.address import Address
from tests.rig.browsers import SESSION_COOKIE
from tests.rig.chromium import browser_at, needs_chromium
from tests.rig.graph import run, wipe
from tests.rig.loading import BATCH_ROWS
from tests.rig.served import served
from tests.rig.terminal import Terminal
from tests.rig.users import PASSWORD

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def terminal(embedded_server: Address, embedded_dir: Path) -> Terminal:
    return Terminal.embedded(embedded_server, embedded_dir, BATCH_ROWS)


@pytest.fixture(scope="module")
def server(terminal: Terminal) -> Iterator[str]:
    """A server with one user, and no customer."""
    wipe(terminal.address)
    terminal.run("users", "create", "ada", "--role", "agent", stdin=PASSWORD)
    with served(terminal.environment, "127.0.0.1") as (url, _):
        yield url
    terminal.run("users", "remove", "ada")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def browser(server: str, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    with browser_at(server, scripts=request.param) as context:
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Page:
    return browser.new_page()


def _log_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def test_login_leads_to_where_one_wanted_to_go(page: Page) -> None:
    page.goto("/graphql")
    expect(page).to_have_title("Log in · Customer profiles")
    _log_in(page)
    expect(page.get_by_text("Logged in as ada, role agent")).to_be_visible()
    assert urlsplit(page.url).path == "/graphql"


def test_wrong_password_is_said_and_the_name_stays(page: Page, browser: BrowserContext) -> None:
    page.goto("/login")
    _log_in(page, "another long password")
    expect(page.get_by_role("alert")).to_have_text("The name or the password is not right.")
    expect(page.get_by_label("Name")).to_have_value("Ada")
    expect(page.get_by_label("Password")).to_have_value("")
    assert browser.cookies() == []


def test_logout_ends_the_session(page: Page, browser: BrowserContext) -> None:
    page.goto("/login")
    _log_in(page)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert browser.cookies() == []
    page.goto("/graphql")
    expect(page).to_have_title("Log in · Customer profiles")


def test_link_works_once(page: Page, browser: BrowserContext, terminal: Terminal, server: str) -> None:
    link = urlsplit(terminal.run("users", "link", "--role", "steward").out.strip())
    page.goto(f"{link.path}?{link.query}")
    expect(page.get_by_title("Role: steward")).to_be_visible()
    assert "token" not in page.url
    browser.clear_cookies()
    page.goto(f"{link.path}?{link.query}")
    expect(page.get_by_role("alert")).to_have_text("This link was used already, or is too old; ask for a new one.")


def test_session_that_expires_leads_to_the_login(page: Page, browser: BrowserContext, embedded_server: Address) -> None:
    page.goto("/login")
    _log_in(page)
    expect(page.get_by_title("Role: agent")).to_have_text("ada")
    assert [cookie.get("httpOnly") for cookie in browser.cookies()] == [True]
    run(embedded_server, "MATCH (s:AccessSession) SET s.expires_at = '2026-01-01T00:00:00.000000Z'")
    login = page.get_by_role("heading", name="Log in")
    for _ in range(200):
        page.goto("/graphql")
        if login.is_visible():
            break
    expect(login).to_be_visible()


def test_graphiql_asks_by_the_session(server: str) -> None:
    with browser_at(server) as browser:
        page = browser.new_page()
        page.goto("/login?next=/graphql")
        _log_in(page)
        page.locator("button.graphiql-execute-button").click()
        expect(page.locator(".graphiql-response")).to_contain_text('"profileBy": null')
        assert page.evaluate("document.cookie") == "", "no script reads the session"
        page.goto("about:blank")
        assert [cookie["name"] for cookie in browser.cookies(server) if "name" in cookie] == [SESSION_COOKIE]


def test_page_is_light_or_dark(server: str) -> None:
    grounds = set()
    for dark in (False, True):
        with browser_at(server, dark=dark) as browser:
            page = browser.new_page()
            page.goto("/login")
            grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(grounds) == 2


@contextmanager
def _foreign_page(server: str) -> Iterator[str]:
    """The address of a page of another site that shows our login in a frame, and a form of its own for it."""
    form = f'<form method="post" action="{server}/login"><input name="name" value="ada">'
    form += f'<input name="password" value="{PASSWORD}"><button>Win a prize</button></form>'
    page = f'<title>elsewhere</title><iframe name="framed" src="{server}/login"></iframe>{form}'

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{site.server_address[1]}/"
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


def test_login_in_a_frame_of_another_site_is_refused(page: Page, browser: BrowserContext, server: str) -> None:
    with _foreign_page(server) as elsewhere:
        with page.expect_response(f"{server}/login") as framed:
            page.goto(elsewhere)
        assert framed.value.status == 403
        assert framed.value.headers["x-frame-options"] == "DENY"
        assert page.frame_locator("iframe").get_by_label("Password").count() == 0
        with page.expect_response(f"{server}/login") as posted:
            page.get_by_role("button", name="Win a prize").click()
        assert posted.value.status == 403
        assert browser.cookies() == []


def test_session_goes_along_with_no_frame_of_another_site(page: Page, browser: BrowserContext, server: str) -> None:
    page.goto("/login")
    _log_in(page)
    (cookie,) = browser.cookies()
    assert (cookie["name"], cookie["sameSite"], cookie["httpOnly"]) == (SESSION_COOKIE, "Lax", True)
    with _foreign_page(server) as elsewhere, page.expect_request(f"{server}/login") as framed:
        page.goto(elsewhere)
    assert "cookie" not in framed.value.all_headers()
