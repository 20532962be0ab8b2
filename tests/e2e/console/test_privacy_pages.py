"""Requests of people in a real browser, with scripts and without: an export is taken, and a person erased by typed
words."""

import json
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from profile_service.store.places.address import Address
from tests.rig.axe_core import accessibility_findings
from tests.rig.chromium import browser_at, needs_chromium
from tests.rig.exports import contacts
from tests.rig.served import served
from tests.rig.terminal import Terminal

pytestmark = needs_chromium
_RECORDS = range(3)
_PATIENCE_SECONDS = 90
_NOWHERE = Address("bolt://127.0.0.1:1", "", "", "")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Commands on a store of its own with three records of one person: an erasure starts its engine anew."""
    terminal = Terminal.embedded(_NOWHERE, tmp_path / "data", 10)
    contacts(tmp_path / "contacts.csv", _RECORDS)
    loaded = terminal.run("load", "salesforce-contacts", tmp_path / "contacts.csv")
    assert loaded.code == 0, loaded.err
    return terminal


@pytest.fixture
def id(terminal: Terminal, tmp_path: Path) -> str:
    """The id of the person's profile."""
    terminal.run("identity", "crosswalk", "--out", tmp_path / "crosswalk.csv")
    (found,) = {line.rpartition(",")[2] for line in (tmp_path / "crosswalk.csv").read_text().splitlines()[1:]}
    return found


@pytest.mark.thorough
@pytest.mark.parametrize("scripts", [True, False])
def test_person_takes_her_data_and_is_erased(terminal: Terminal, id: str, tmp_path: Path, scripts: bool) -> None:  # noqa: FBT001
    with served(terminal.environment, "127.0.0.1") as (url, _), browser_at(url, scripts=scripts) as browser:
        page = browser.new_page()
        page.goto(f"/customer/{id}")
        page.get_by_role("navigation", name="This customer").get_by_role("link", name="Privacy").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("may ask for")
        with page.expect_download() as download:
            page.get_by_role("link", name="JSON for programs").click()
        download.value.save_as(tmp_path / "person.json")
        export = json.loads((tmp_path / "person.json").read_text())
        assert len(export["records"]) == len(_RECORDS)
        _erase(page, "erase 2 records")
        expect(page.get_by_role("alert")).to_contain_text('type "erase 3 records"')
        _type(page, "erase 3 records")
        expect(page).to_have_url(f"{url}/privacy", timeout=60_000)
        _wait_for_the_receipt(page)
        page.goto(f"/customer/{id}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("erased")
    shown = terminal.run("profile", "show", id)
    assert (shown.code, "erased" in shown.err) == (2, True)


@pytest.mark.thorough
@pytest.mark.parametrize("dark", [False, True])
def test_privacy_keeps_nobody_out(terminal: Terminal, id: str, dark: bool) -> None:  # noqa: FBT001
    findings = {}
    with served(terminal.environment, "127.0.0.1") as (url, _), browser_at(url, dark=dark) as browser:
        page = browser.new_page()
        for path in ("/privacy", f"/privacy/person/{id}"):
            page.goto(path)
            findings[path] = accessibility_findings(page)
        page.get_by_role("button", name="See what would be erased").click()
        expect(page.get_by_label("confirm")).to_be_visible()
        findings["preview"] = accessibility_findings(page)
    assert {where: what for where, what in findings.items() if what} == {}


@pytest.mark.thorough
@pytest.mark.parametrize("dark", [False, True])
def test_page_for_the_person_keeps_nobody_out(terminal: Terminal, id: str, tmp_path: Path, dark: bool) -> None:  # noqa: FBT001
    """Opened as a file, from no server."""
    assert terminal.run("privacy", "export", id, "--out", tmp_path / "person.html").code == 0
    with served(terminal.environment, "127.0.0.1") as (url, _), browser_at(url, dark=dark) as browser:
        page = browser.new_page()
        page.goto((tmp_path / "person.html").as_uri())
        expect(page.get_by_role("heading", level=1)).to_contain_text("The data of")
        assert accessibility_findings(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def _erase(page: Page, words: str) -> None:
    page.get_by_role("button", name="See what would be erased").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Erase 3 records for good")
    page.get_by_label("Why?").fill("she asked")
    _type(page, words)


def _type(page: Page, words: str) -> None:
    page.get_by_label("confirm").fill(words)
    page.get_by_role("button", name="Erase for good").click()


def _wait_for_the_receipt(page: Page) -> None:
    """The erasure may go on after the answer: the list is looked at again until it is complete."""
    receipt, until = page.get_by_role("link", name="Receipt"), time.monotonic() + _PATIENCE_SECONDS
    while not receipt.is_visible():
        assert time.monotonic() < until, "the erasure was not complete in time"
        page.goto("/privacy")
