"""Each flow of the console once by keyboard alone, beside finding (test_find_by_keys.py) and reviewing
(test_review_by_keyboard.py). It writes a note about Martha Kowalczyk."""

import pytest
from playwright.sync_api import Page, expect

from tests.rig.chromium import OpenPage, needs_chromium
from tests.rig.keyboard import reach, use, write

pytestmark = needs_chromium
_MARTHA = "/go?email=martha.kowalczyk@example.com"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Her page, as a steward sees it."""
    page = open_page("steward")
    page.goto(_MARTHA)
    return page


def test_note_is_written_and_timeline_filtered(page: Page) -> None:
    reach(page, page.get_by_role("link", name="Skip to the page"))
    page.keyboard.press("Enter")
    use(page, page.locator("#timeline").get_by_role("link", name="Support call"))
    expect(page.locator("#timeline .event strong").filter(has_not_text="Support call")).to_have_count(0)
    write(page, page.get_by_label("Note", exact=True), "Rings again on Monday")
    use(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_role("status")).to_have_text("Your note is in the timeline.")
    expect(page.locator("#timeline .event", has_text="Rings again on Monday")).to_have_count(1)


def test_value_that_lost_is_opened_in_place(page: Page) -> None:
    values = page.locator("details.values").first
    use(page, values.locator("summary"))
    expect(values.locator("li").first).to_be_visible()


def test_masked_value_is_shown_with_a_reason(open_page: OpenPage) -> None:
    page = open_page("agent")
    page.goto(_MARTHA)
    use(page, page.get_by_text("Show the phone"))
    write(page, page.get_by_label("Why?").first, "asked for the number")
    page.keyboard.press("Enter")
    expect(page.locator(".secret")).to_contain_text("+1")


def test_merge_is_shown_and_left(page: Page) -> None:
    use(page, page.get_by_role("link", name="Identity", exact=True))
    use(page, page.get_by_role("link", name="Merge with another customer"))
    write(page, page.get_by_label("Name, e-mail, phone, order or id"), "Jerome Ingram")
    page.keyboard.press("Enter")
    found = page.get_by_role("region", name="Merge with which customer?")
    use(page, found.get_by_role("button", name="Preview the merge with Jerome Ingram"))
    expect(page.locator(".effects")).to_be_visible()
    use(page, page.get_by_role("link", name="Leave it as it is"))
    expect(page.get_by_role("heading", name="Records")).to_be_visible()


def test_journey_leads_to_an_event_and_history_to_a_decision(page: Page) -> None:
    use(page, page.get_by_role("link", name="Journey"))
    use(page, page.get_by_role("table").get_by_role("link").first)
    expect(page.locator("#event")).to_be_visible()
    use(page, page.get_by_role("link", name="History", exact=True).first)
    expect(page.get_by_role("heading", name="What happened to this profile")).to_be_visible()


def test_run_and_audit_are_opened(open_page: OpenPage) -> None:
    page = open_page("admin")
    page.goto("/operations")
    use(page, page.get_by_role("link", name="reviews"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("reviews")
    page.goto("/operations/audit")
    write(page, page.get_by_label("Or who acted"), "demo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The audit")).to_be_visible()
