"""The figures of the demo in a real browser: they equal those of the API, and lead to who is behind them."""

import re

from playwright.sync_api import expect

from tests.rig.chromium import OpenPage, needs_chromium
from tests.rig.demo import Demo

pytestmark = needs_chromium
_ORDERS = "{ metrics(names: [ORDERS], every: YEAR) { series { points { period value } } } }"


def test_figures_are_those_of_the_api_and_lead_to_customers(open_page: OpenPage, demo: Demo) -> None:
    points = demo.ask(_ORDERS)["data"]["metrics"]["series"][0]["points"]
    page = open_page("admin")
    page.goto("/")
    page.get_by_role("link", name="Figures").click()
    page.get_by_label("Every").select_option("year")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("every=year"))
    for point in points:
        row = page.get_by_role("row", name=re.compile(rf"^{point['period']}\b")).first
        expect(row).to_contain_text(f"{point['value']:,.0f}")

    most = max(points, key=lambda point: point["value"])
    page.get_by_role("link", name=f"{most['value']:,.0f}", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(most["period"])
    page.get_by_role("link", name="More").click()
    page.locator("main li a").first.click()
    expect(page.get_by_role("navigation", name="This customer")).to_be_visible()
