"""Every page of the console by itself: nothing keeps people from using it, and nothing goes wrong in the browser."""

import pytest
from playwright.sync_api import expect

from tests.rig.axe_core import accessibility_findings
from tests.rig.chromium import OpenPage, needs_chromium

pytestmark = needs_chromium

_CUSTOMER = "/go?email=martha.kowalczyk@example.com"
_PAGES = ["/", "/?q=Martha", "/?q=nobody+by+that+name", _CUSTOMER, f"{_CUSTOMER}#timeline"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", _PAGES)
def test_nothing_keeps_people_from_using_it(open_page: OpenPage, path: str, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    page.goto(path)

    assert accessibility_findings(page) == []


@pytest.mark.parametrize("path", _PAGES)
def test_narrow_page_scrolls_one_way_only(open_page: OpenPage, path: str) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", _PAGES)
def test_page_works_without_scripts(open_page: OpenPage, path: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(path)

    box = page.get_by_role("searchbox", name="Find a customer")
    box.fill("martha.kowalczyk@example.com")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Martha Kowalczyk")
