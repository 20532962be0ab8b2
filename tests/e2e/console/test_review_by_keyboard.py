"""A steward reviews by keyboard in a real browser: one key for each case, one to take it back."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.axe_core import accessibility_findings
from tests.rig.chromium import chromium, needs_chromium, watch
from tests.rig.contested import load_cases
from tests.rig.dump import differences, dump
from tests.rig.graph import run, wipe
from tests.rig.loading import BATCH_ROWS
from tests.rig.served import served
from tests.rig.stewards import judgements_in
from tests.rig.terminal import Terminal
from tests.rig.users import PASSWORD

pytestmark = needs_chromium

_CASES = 54
_DECIDED = 50
_PAINTED = """
performance.getEntriesByName("case painted").map((entry) => entry.duration)
"""


@pytest.fixture(scope="module")
def desk(embedded_server: Address, embedded_dir: Path) -> Iterator[str]:
    """A server with cases that wait, and two stewards."""
    wipe(embedded_server)
    asyncio.run(_prepared(embedded_server))
    terminal = Terminal.embedded(embedded_server, embedded_dir, BATCH_ROWS)
    for name in ("ada", "ben"):
        terminal.run("users", "create", name, "--role", "steward", stdin=PASSWORD)
    with served(terminal.environment, "127.0.0.1") as (url, _):
        yield url
    for name in ("ada", "ben"):
        terminal.run("users", "remove", name)
    wipe(embedded_server)


async def _prepared(address: Address) -> None:
    store = Store(RemoteEngine(address, "embedded"))
    await migrations.apply(store)
    await load_cases(store, _CASES)
    await store.close()


@pytest.fixture(scope="module")
def browser(desk: str) -> Iterator[Browser]:  # the cases are loaded before it runs
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def ada(browser: Browser, desk: str) -> Iterator[Page]:
    page = _logged_in(browser, desk, "ada")
    problems = watch(page, desk)
    yield page
    assert problems == []


def _logged_in(browser: Browser, desk: str, name: str) -> Page:
    context = browser.new_context(base_url=desk, viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto("/login?next=/review")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
    return page


def _state(address: Address) -> Counter[str]:
    """All that is stored but what only history tells, with the judgements that hold."""
    judged = Counter(str(each[:3]) for each in judgements_in(address) if each[3])
    return dump(address, history=False, judgements=False) + judged


def _item(page: Page) -> str:
    """The id of the case that is shown."""
    return page.locator("#decide [name=item]").input_value()


def _shows(page: Page, number: int) -> None:
    """The case with this number is shown, and its heading has the focus."""
    expect(page.locator("#decide [name=item]")).to_have_value(f"email:home{number:03}@lee.org")
    expect(page.get_by_role("heading", name="Are these one person?")).to_be_focused()


@pytest.mark.thorough
def test_fifty_decisions_and_fifty_undos_leave_the_graph_as_it_was(ada: Page, embedded_server: Address) -> None:
    before = _state(embedded_server)
    ada.get_by_role("link", name="Start").click()
    expect(ada.locator("#decide [name=item]")).to_have_value("email:home000@lee.org")
    expect(ada.get_by_role("button", name="Keys are on")).to_be_visible()
    expect(ada.locator("#next[data-fetched]")).to_be_attached()  # keys of a page that is just shown may be lost

    for number in range(_DECIDED):
        ada.keyboard.press("s" if number % 2 else "d")
        _shows(ada, number + 1)
    expect(ada.locator("#said")).to_contain_text("Decided: the same person.")
    assert run(embedded_server, "MATCH (d:Decision) RETURN count(d)") == [(_DECIDED,)]
    expect(ada.locator("[data-left]")).to_have_text(str(_CASES - _DECIDED))
    assert differences(before, _state(embedded_server)) != []

    for number in reversed(range(_DECIDED)):
        ada.keyboard.press("z")
        _shows(ada, number)
    expect(ada.locator("#said")).to_contain_text("Undone")
    assert differences(before, _state(embedded_server)) == []


def test_next_case_is_painted_at_once(ada: Page) -> None:
    ada.goto("/review/next")
    for _ in range(15):
        expect(ada.locator("#next[data-fetched]")).to_be_attached()
        before = _item(ada)
        ada.keyboard.press("u")
        expect(ada.locator("#decide [name=item]")).not_to_have_value(before)

    painted = sorted(ada.evaluate(_PAINTED))
    assert len(painted) == 15
    # The median, for on a busy machine single frames wait for other processes.
    assert painted[7] <= 100, painted


def test_keys_move_explain_and_can_be_turned_off(ada: Page) -> None:
    ada.goto("/review")
    ada.keyboard.press("j")
    ada.keyboard.press("j")
    ada.keyboard.press("k")
    expect(ada.locator("#cases a.case").first).to_be_focused()
    ada.keyboard.press("Enter")
    expect(ada.locator("#next[data-fetched]")).to_be_attached()  # the heading is there before the keys are
    first = _item(ada)
    ada.keyboard.press("e")
    expect(ada.get_by_text("both hold the email")).to_be_visible()
    ada.keyboard.press("?")
    expect(ada.get_by_role("dialog", name="Keys")).to_be_visible()
    ada.keyboard.press("Escape")
    expect(ada.get_by_role("dialog", name="Keys")).to_be_hidden()
    ada.keyboard.press("j")
    expect(ada.locator("#decide [name=item]")).not_to_have_value(first)
    ada.keyboard.press("k")
    expect(ada.locator("#decide [name=item]")).to_have_value(first)

    ada.get_by_role("button", name="Keys are on").click()
    ada.reload()
    expect(ada.get_by_role("button", name="Keys are off")).to_be_visible()
    ada.keyboard.press("u")
    ada.get_by_role("button", name="Keys are off").click()
    expect(ada.locator("#decide [name=item]")).to_have_value(first)


def test_keys_are_letters_while_somebody_types(ada: Page) -> None:
    ada.goto("/review/next")
    expect(ada.locator("#next[data-fetched]")).to_be_attached()
    first = _item(ada)
    ada.get_by_label("Reason").press_sequentially("used")

    expect(ada.get_by_label("Reason")).to_have_value("used")
    expect(ada.locator("#decide [name=item]")).to_have_value(first)


def test_second_steward_sees_what_the_first_decided_and_keeps_the_reason(
    browser: Browser, desk: str, ada: Page
) -> None:
    ben = _logged_in(browser, desk, "ben")
    for page in (ada, ben):
        page.goto("/review/email%3Ahome053%40lee.org")
    expect(ada.locator("#company")).to_have_text("ben is on this case")
    expect(ben.locator("#company")).to_have_text("ada is on this case")
    ben.get_by_label("Reason").fill("I rang them")
    ada.keyboard.press("d")
    expect(ada.locator("#said")).to_contain_text("Decided: different persons.")
    expect(ben.locator("#company")).to_be_hidden()

    ben.get_by_role("button", name="Same").click()

    expect(ben.get_by_role("heading", name="This case is settled already")).to_be_visible()
    expect(ben.get_by_label("The reason that you typed")).to_have_value("I rang them")
    expect(ben.locator("#refused")).to_contain_text("ada")
    ada.keyboard.press("z")
    expect(ada.locator("#said")).to_contain_text("Undone")
    ben.context.close()


@pytest.mark.parametrize("options", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_nothing_keeps_people_from_reviewing(ada: Page, options: dict[str, str]) -> None:
    ada.emulate_media(**options)  # type: ignore[arg-type]
    for path in ("/review", "/review/next"):
        ada.goto(path)
        if "forced_colors" not in options:
            assert accessibility_findings(ada) == []
        expect(ada.get_by_role("heading", level=1)).to_be_visible()
    ada.emulate_media(color_scheme="light", forced_colors="none")


def test_review_works_without_scripts(browser: Browser, desk: str) -> None:
    context = browser.new_context(base_url=desk, java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto("/login?next=/review/next")
    page.get_by_label("Name").fill("ben")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    first = _item(page)
    page.get_by_label("Reason").fill("one voice")
    page.get_by_role("button", name="Same").click()
    expect(page.locator("#said")).to_contain_text("Decided: the same person, by ben")
    page.get_by_role("button", name="Undo my last").click()
    expect(page.locator("#decide [name=item]")).to_have_value(first)
    context.close()
