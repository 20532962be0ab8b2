"""A load run is taken back from its page in a real browser; by a server that is killed meanwhile, to the end by the
next one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from profile_service.store.places.address import Address
from tests.rig.chromium import browser_at, needs_chromium
from tests.rig.exports import contacts
from tests.rig.graph import run, wipe
from tests.rig.served import served, served_process
from tests.rig.terminal import Terminal

pytestmark = needs_chromium
_PEOPLE = range(400)
_UNDOING = "MATCH (l:LoadRun) RETURN l.state, coalesce(l.undo_deleted, 0)"


@pytest.fixture
def terminal(embedded_server: Address, embedded_dir: Path, tmp_path: Path) -> Iterator[Terminal]:
    """Commands on a store with one load, which is written and taken back record by record."""
    wipe(embedded_server)
    terminal = Terminal.embedded(embedded_server, embedded_dir, 1)
    contacts(tmp_path / "contacts.csv", _PEOPLE)
    loaded = terminal.run("load", "salesforce-contacts", tmp_path / "contacts.csv")
    assert loaded.code == 0, loaded.err
    yield terminal
    wipe(embedded_server)


def _open_run(page: Page) -> None:
    page.goto("/operations")
    page.get_by_role("link", name="salesforce-contacts").click()
    page.get_by_role("button", name="See what would happen").click()


@pytest.mark.thorough
def test_run_is_taken_back_by_a_click(terminal: Terminal) -> None:
    with served(terminal.environment, "127.0.0.1") as (url, _), browser_at(url) as browser:
        page = browser.new_page()
        _open_run(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Take back")
        page.get_by_label("Why?").fill("the wrong file")
        page.get_by_role("button", name="Take it back").click()
        done = f"took it back: {len(_PEOPLE)} records in all"
        expect(page.locator("#run")).to_contain_text(done, timeout=90_000)
    assert run(terminal.address, "MATCH (r:SourceRecord) RETURN count(r)") == [(0,)]


@pytest.mark.thorough
def test_killed_server_leaves_a_run_that_the_next_one_takes_back(terminal: Terminal) -> None:
    with served_process(terminal.environment, "127.0.0.1") as server:
        with browser_at(server.url) as browser:
            page = browser.new_page()
            _open_run(page)
            page.get_by_label("Why?").fill("the wrong file")
            page.get_by_role("button", name="Take it back").click()
            expect(page.locator("#run")).to_contain_text(re.compile(r"takes it back: [1-9]\d* record"))
            address = page.url
        server.process.kill()
    ((state, deleted),) = run(terminal.address, _UNDOING)
    assert (state, 0 < deleted < len(_PEOPLE)) == ("undoing", True)

    with served(terminal.environment, "127.0.0.1") as (url, _), browser_at(url) as browser:
        page = browser.new_page()
        page.goto(f"/operations/loads/{address.rpartition('/')[2]}")
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Why?").fill("the wrong file, to the end")
        page.get_by_role("button", name="Take it back").click()
        done = f"took it back: {len(_PEOPLE)} records in all"
        expect(page.locator("#run")).to_contain_text(done, timeout=90_000)
    assert run(terminal.address, "MATCH (r:SourceRecord) RETURN count(r)") == [(0,)]
