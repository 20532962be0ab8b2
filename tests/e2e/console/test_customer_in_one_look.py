"""What an agent does on a customer's page while the call runs. It changes Priya Raman and Theodore Lindqvist."""

import pytest
from playwright.sync_api import Page, expect

from tests.rig.chromium import OpenPage, needs_chromium

pytestmark = needs_chromium
_PRIYA = "/go?email=priya.raman@example.com"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Her page, as a steward sees it."""
    page = open_page("steward")
    page.goto(_PRIYA)
    return page


def test_note_is_in_the_next_read_corrected_and_withdrawn(page: Page) -> None:
    page.get_by_label("Note", exact=True).fill("Wants the lamp in blue")
    page.get_by_label("About").fill("Table lamp")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Your note is in the timeline.")
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.get_by_role("status")).to_be_in_viewport()
    line = page.locator("#timeline .event", has_text="Wants the lamp in blue")
    expect(line).to_have_count(1)

    line.get_by_role("link", name="correct").click()
    page.get_by_label("Note", exact=True).fill("Wants the lamp in green")
    page.get_by_role("button", name="Correct it").click()
    line = page.locator("#timeline .event", has_text="Wants the lamp in green")
    expect(line).to_have_count(1)

    line.get_by_role("link", name="correct").click()
    expect(page.get_by_text("Wants the lamp in blue")).to_be_visible()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("status")).to_have_text("The note is withdrawn and is no longer shown.")
    expect(page.locator("#timeline .event", has_text="Wants the lamp")).to_have_count(0)


def test_filter_changes_the_timeline_in_place_and_back_restores_it(page: Page) -> None:
    heading = page.get_by_role("heading", level=1).element_handle()
    page.locator("#timeline").get_by_role("link", name="Showroom visit").click()
    expect(page.locator("#timeline .event strong").first).to_have_text("Showroom visit")
    expect(page.locator("#timeline .event strong").filter(has_not_text="Showroom visit")).to_have_count(0)
    assert "kind=showroom_visit" in page.url
    assert heading.is_visible(), "nothing else was replaced"
    page.go_back()
    expect(page.locator("#timeline .event strong").filter(has_not_text="Showroom visit")).not_to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Priya Raman")


def test_step_of_the_journey_leads_to_its_event(page: Page) -> None:
    page.get_by_role("link", name="Journey").click()
    marks = page.locator("svg.journey .mark")
    rows = page.get_by_role("table").get_by_role("row")
    expect(marks.first).to_be_attached()
    assert marks.count() == rows.count() - 1 > 20
    page.get_by_role("link", name="Cart").last.click()
    expect(page.locator("#event")).to_contain_text("Table lamp, brass")


def test_answer_to_what_is_due_is_kept(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/go?email=theodore.lindqvist@example.com")
    due = page.locator("#now li").filter(has_text="A person asks what went wrong")
    due.get_by_role("button", name="Not needed").click()
    expect(page.get_by_role("status")).to_have_text("Your answer is noted and counts the next time.")
    expect(page.locator("#timeline .event").first).to_contain_text("declined")
    expect(due).to_have_count(0)


def test_masked_phone_is_shown_for_a_minute_with_a_reason(open_page: OpenPage) -> None:
    page = open_page("agent")
    page.clock.install()
    page.goto(_PRIYA)
    expect(page.locator(".reach")).to_contain_text("••••")
    page.get_by_text("Show the phone").click()
    page.get_by_label("Why?").first.fill("asked for the number that we have")
    page.get_by_role("button", name="Show for a minute").first.click()
    secret = page.locator(".secret")
    expect(secret).to_contain_text("+1")
    page.wait_for_load_state()  # the script, which sets the timer, runs after the value is there
    page.clock.run_for(61_000)
    expect(secret).to_have_count(0)
