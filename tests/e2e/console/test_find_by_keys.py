"""An agent with a caller on the line: finds by keys alone, opens, and comes back."""

import re

from playwright.sync_api import expect

from tests.rig.chromium import OpenPage, needs_chromium

pytestmark = needs_chromium


def test_caller_is_found_by_the_end_of_a_number(open_page: OpenPage) -> None:
    page = open_page("steward")
    page.goto("/")
    expect(page.get_by_role("searchbox", name="Find a customer")).to_be_focused()
    page.keyboard.type("0105")
    expect(page.locator("#hits a.row")).to_have_count(4)
    expect(page).to_have_url(re.compile(r"q=0105"))
    expect(page.locator("#hits li.opens")).to_have_count(0)
    for row in (0, 1):
        page.keyboard.press("ArrowDown")
        expect(page.locator("#hits a.row").nth(row)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#hits a.row").nth(0)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox", name="Find a customer")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("searchbox", name="Find a customer")).to_have_value("0105")


def test_one_exact_hit_opens_by_enter_and_the_box_by_slash(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    expect(page.get_by_role("searchbox", name="Find a customer")).to_be_focused()
    page.keyboard.type("martha.kowalczyk@EXAMPLE.com")
    expect(page.locator("#hits li.opens")).to_contain_text("Martha Kowalczyk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Martha Kowalczyk")
    page.wait_for_load_state()  # her heading is there before the keys are
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Find a customer")).to_be_focused()


def test_escape_clears_and_shows_who_was_opened_last(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/go?email=theodore.lindqvist@example.com")
    page.goto("/?q=nobody+by+that+name")
    expect(page.get_by_text("Nobody by that")).to_be_visible()
    page.get_by_role("searchbox", name="Find a customer").press("Escape")
    expect(page.get_by_role("searchbox", name="Find a customer")).to_have_value("")
    expect(page.get_by_role("link", name="Theodore Lindqvist")).to_be_visible()
