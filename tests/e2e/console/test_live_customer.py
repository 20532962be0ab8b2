"""The open page of a customer learns what other processes change, and does not move."""

import re
import subprocess
import sys

from playwright.sync_api import Page, expect

from tests.rig.chromium import OpenPage, needs_chromium
from tests.rig.demo import Demo

pytestmark = needs_chromium

_CUSTOMER = "/go?email=theodore.lindqvist@example.com"


def _note(demo: Demo, page: Page, text: str) -> None:
    """Another process writes a note about the customer of the page."""
    (id,) = re.findall(r"/customer/([^/?#]+)", page.url)
    subprocess.run(
        [sys.executable, "-m", "profile_service.cli", "profile", "record", id, "note", "--text", text],
        env={"PROFILE_DATA_DIR": str(demo.data_dir)}, capture_output=True, timeout=120, check=True,
    )  # fmt: skip


def test_note_of_another_process_is_announced_and_shown_on_demand(open_page: OpenPage, demo: Demo) -> None:
    page = open_page("agent")
    page.goto(_CUSTOMER)
    expect(page.get_by_text("Timeline", exact=True)).to_be_visible()
    heading = page.get_by_role("heading", level=2, name="Timeline")
    before = heading.bounding_box()

    _note(demo, page, "He asked for a catalogue")
    news = page.get_by_role("link", name="1 new event, show")
    expect(news).to_be_visible()
    assert heading.bounding_box() == before, "nothing moves under the pointer"
    expect(page.get_by_text("He asked for a catalogue")).to_have_count(0)
    news.click()
    expect(page.get_by_text("He asked for a catalogue")).to_be_visible()
    expect(page.locator("#news a")).to_be_hidden()


def test_somebody_else_is_named_while_they_look(open_page: OpenPage) -> None:
    page, other = open_page("agent"), open_page("admin")
    page.goto(_CUSTOMER)
    other.goto(_CUSTOMER)
    company = page.get_by_text(re.compile("also looks at this customer"))
    expect(company).to_be_visible()
    other.goto("/")
    expect(company).to_be_hidden()
