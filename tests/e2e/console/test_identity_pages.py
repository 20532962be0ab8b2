"""A steward looks at an identity of the demo in a real browser, merges two customers and takes it back. The story of
Jerry and Jerome Ingram belongs to this module."""

import pytest
from playwright.sync_api import Page, expect

from tests.rig.chromium import OpenPage, needs_chromium

pytestmark = needs_chromium

_MARTHA, _JERRY = "/go?email=martha.kowalczyk@example.com", "/?q=Jerry+Ingram&open=1"


def _open(page: Page, path: str) -> None:
    """Open a page of Martha's."""
    page.goto(_MARTHA)
    page.goto(f"{page.url.partition('?')[0]}/{path}")


def test_drawing_can_be_walked_through_in_forced_colours(open_page: OpenPage) -> None:
    page = open_page("steward", forced_colors="active")
    _open(page, "identity")

    page.locator("svg.identity a.node.identifier[data-node^='phone:']").click()

    expect(page.get_by_role("heading", name="+15675550105")).to_be_visible()
    expect(page.locator("svg.identity a.node.marked")).to_have_count(1)
    expect(page.locator("tr.marked")).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_merge_is_shown_first_then_done_then_taken_back(open_page: OpenPage, *, scripts: bool) -> None:
    page = open_page("steward", java_script_enabled=scripts)
    page.goto(_JERRY)
    page.get_by_role("link", name="Identity").click()
    page.get_by_role("link", name="Merge with another customer").click()
    page.get_by_label("Name, e-mail, phone, order or id").fill("Jerome Ingram")
    page.locator("form.line").get_by_role("button", name="Find").click()
    found = page.get_by_role("region", name="Merge with which customer?")
    found.get_by_role("button", name="Preview the merge with Jerome Ingram").click()

    expect(page.locator(".effects")).to_contain_text("becomes a former id that leads there.")
    page.get_by_label("They are one person all the same").check()
    page.get_by_label("Why?").fill("he signs with either name")
    page.get_by_role("button", name="Merge").click()

    said = page.locator(".notice[role=status]").filter(has_text="Done: merged customers")
    expect(said).to_be_visible()
    said.get_by_role("button", name="Undo…").click()
    expect(page.get_by_role("heading", name="Undo a decision")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator(".notice[role=status]")).to_contain_text("Done: undid a decision")
