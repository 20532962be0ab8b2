"""Every page of the console in light, in dark, in forced colours, on a narrow screen and without scripts: nothing keeps
people from using it, and nothing goes wrong in the browser."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.rig.axe_core import accessibility_findings
from tests.rig.chromium import OpenPage, needs_chromium
from tests.rig.console_pages import PAGES, addresses, page_routes
from tests.rig.demo import Demo

pytestmark = needs_chromium
_EMAIL = "martha.kowalczyk@example.com"
_NARROW = ViewportSize(width=320, height=640)
_WIDE = ViewportSize(width=1280, height=720)
# A rule that is meant for something else takes a row of a table apart.
_ROWS_APART = """
[...document.querySelectorAll("tr")]
  .filter((row) => getComputedStyle(row).display !== "table-row").map((row) => row.innerText)
"""
_SCHEMES: tuple[tuple[str, Literal["light", "dark"], Literal["active", "none"]], ...] = (
    ("light", "light", "none"),
    ("dark", "dark", "none"),
    ("forced colours", "light", "active"),
)


@pytest.fixture(scope="module")
def pages(demo: Demo) -> list[str]:
    """The addresses of all pages, most of them of Martha Kowalczyk, about whom somebody wrote a note."""
    return addresses(**_names(demo))


def _names(demo: Demo) -> Mapping[str, str]:
    asked = demo.ask(
        f'{{ profileBy(identifier: {{type: "email", value: "{_EMAIL}"}}) {{ id phone {{ value }} }} '
        "loadRuns(first: 1) { nodes { id } } reviewQueue(first: 1) { nodes { id } } }"
    )["data"]
    id = asked["profileBy"]["id"]
    note = f'{{profile: "{id}", kind: "note", text: "She rang"}}'
    noted = demo.ask(f"mutation {{ recordInteraction(input: {note}) {{ event }} }}")
    return {
        "id": id,
        "phone": quote(asked["profileBy"]["phone"]["value"]),
        "note": quote(noted["data"]["recordInteraction"]["event"]),
        "node": quote(f"email:{_EMAIL}"),
        "item": quote(asked["reviewQueue"]["nodes"][0]["id"], safe=""),
        "run": asked["loadRuns"]["nodes"][0]["id"],
    }


def test_every_page_is_looked_at() -> None:
    assert page_routes() == PAGES.keys(), "name the addresses of a new page in tests/rig/console_pages.py"


@pytest.fixture
def problems(pages: list[str]) -> list[str]:
    """What the browser says of a page that is not found."""
    return ["Failed to load resource: the server responded with a status of 404 (Not Found)"]


@pytest.mark.thorough
def test_nobody_is_kept_out_by_colours_or_by_a_narrow_screen(open_page: OpenPage, pages: list[str]) -> None:
    page = open_page("admin")
    findings: dict[tuple[str, str], list[str]] = {}
    for address in pages:
        page.goto(address)
        for name, scheme, forced in _SCHEMES:
            page.emulate_media(color_scheme=scheme, forced_colors=forced)
            findings[address, name] = accessibility_findings(page)
        findings[address, "wide"] = page.evaluate(_ROWS_APART)
        page.set_viewport_size(_NARROW)
        findings[address, "narrow"] = _too_wide(page)
        page.set_viewport_size(_WIDE)
    assert {where: what for where, what in findings.items() if what} == {}


@pytest.mark.thorough
def test_every_page_is_whole_without_scripts(open_page: OpenPage, pages: list[str]) -> None:
    page = open_page("admin", java_script_enabled=False, viewport=_NARROW)
    for address in pages:
        page.goto(address)
        expect(page.get_by_role("main")).to_be_visible()
        expect(page.get_by_role("heading").first).to_be_attached()
        assert (address, _too_wide(page)) == (address, [])


def _too_wide(page: Page) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth")
    return [] if width <= _NARROW["width"] else [f"{width} pixels wide"]
