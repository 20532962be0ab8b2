"""The pages about the service in a real browser: nothing keeps people from using them."""

import pytest
from playwright.sync_api import expect

from tests.rig.axe_core import accessibility_findings
from tests.rig.chromium import OpenPage, needs_chromium

pytestmark = needs_chromium

_PAGES = ["/operations", "/operations/audit?actor=demo", "/operations/access"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", _PAGES)
def test_operations_keep_nobody_out(open_page: OpenPage, path: str, scheme: str) -> None:
    page = open_page("admin", color_scheme=scheme)
    page.goto(path)
    assert accessibility_findings(page) == []


def test_run_is_opened_from_the_list_and_fits_a_telephone(open_page: OpenPage) -> None:
    page = open_page("admin", viewport={"width": 320, "height": 640})
    page.goto("/operations")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("link", name="reviews").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("reviews")
    page.wait_for_load_state()  # a heading may be there before the sheet of styles
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert accessibility_findings(page) == []
