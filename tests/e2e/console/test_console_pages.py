"""The pages that agents have: nothing keeps them from using these, and the first view is whole and light."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.rig.axe_core import accessibility_findings
from tests.rig.chromium import OpenPage, needs_chromium
from tests.rig.demo import Demo
from tests.rig.page_weight import page_weight

pytestmark = needs_chromium

_MARTHA = "martha.kowalczyk@example.com"
_CUSTOMER = f"/go?email={_MARTHA}"
_PAGES = ["/", "/?q=Kowalczyk", "/?q=nobody+by+that+name", _CUSTOMER]
_PARTS = ["/journey", "?scope=history", "?kind=support_call", "?each=1", "?text=mixer"]


@pytest.fixture(scope="module")
def martha(demo: Demo) -> str:
    """The address of her page."""
    found = demo.ask(f'{{ profileBy(identifier: {{type: "email", value: "{_MARTHA}"}}) {{ id }} }}')
    return f"/customer/{found['data']['profileBy']['id']}"


@pytest.mark.thorough
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("role", ["agent", "analyst"])
def test_nothing_keeps_people_from_using_it(open_page: OpenPage, martha: str, role: str, scheme: str) -> None:
    page = open_page(role, color_scheme=scheme)
    for path in [*_PAGES, *(f"{martha}{part}" for part in _PARTS)]:
        page.goto(path)
        assert accessibility_findings(page) == [], path


def test_page_is_usable_in_forced_colours(open_page: OpenPage, martha: str) -> None:
    page = open_page(forced_colors="active")
    page.goto(martha)
    assert accessibility_findings(page) == []
    chosen = page.locator(".facts > .alert").first
    assert chosen.evaluate("element => getComputedStyle(element).borderLeftStyle") == "solid", "not by colour alone"


def test_page_works_without_scripts(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox", name="Find a customer").fill(_MARTHA)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Martha Kowalczyk")
    page.get_by_role("link", name="Support call").click()
    expect(page.locator("#timeline .event").first).to_contain_text("Support call")


def test_first_view_shows_the_seven_facts_and_what_to_do(open_page: OpenPage) -> None:
    page = open_page("admin")
    page.goto(_CUSTOMER)
    for text in (
        "Martha Kowalczyk",
        "+15675550105",
        _MARTHA,
        "Last seen",
        "3 matters",
        "340 orders",
        "Consent",
        "Alerts",
    ):
        assert _bottom(page.get_by_text(text).first.bounding_box()) <= 720, text
    assert _bottom(page.get_by_role("button", name="Done").first.bounding_box()) <= 720


def test_first_view_is_light(open_page: OpenPage, demo: Demo, martha: str) -> None:
    with httpx.Client(base_url=demo.url, cookies=dict(demo.browser.cookies)) as client:
        weight = page_weight(open_page(), client, martha)

    assert weight.requests <= 4, "the page, a sheet and two scripts; the icon is in the page itself"
    assert weight.sizes["html"] <= 40_000
    assert weight.sizes["css"] <= 10_000
    assert weight.sizes["javascript"] <= 25_000


def _bottom(box: object) -> float:
    assert isinstance(box, dict)
    return float(box["y"] + box["height"])
