"""A customer whose every text is a script: each page shows it as text, and nothing runs."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from profile_service.domain.profile.notes import Note
from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.events import Event, Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.records import ATTRIBUTES
from profile_service.service.ingestion.load import FileToLoad, Load, LoadRunner
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.chromium import chromium, needs_chromium, watch
from tests.rig.console_pages import DESK, addresses
from tests.rig.contested import load_cases
from tests.rig.graph import wipe
from tests.rig.loading import BATCH_ROWS
from tests.rig.people import at, profile_id, record
from tests.rig.served import served
from tests.rig.stewards import command
from tests.rig.terminal import Terminal
from tests.rig.users import PASSWORD

pytestmark = needs_chromium
_SCRIPT = "<script>alert(1)</script>"
_HOSTILE = f"""'"><img src=x onerror=alert(1)>{_SCRIPT}{{{{ 7 * 7 }}}}"""
_PHONE = "+14155552671"
_OF_THE_CUSTOMER = ("id", "phone", "item", "run")
_NOT_FOUND = "Failed to load resource: the server responded with a status of 404 (Not Found)"
_DETAILS = (
    "topic", "status", "text", "outcome", "agent", "subject", "reason", "note", "rating", "carrier", "tracking_number",
    "tracking_url", "payment_method", "payment_reference", "delivery_method", "place", "address", "url", "comment",
)  # fmt: skip


def _details() -> dict[str, str]:
    return dict.fromkeys(_DETAILS, _HOSTILE) | {"tracking_url": "javascript:alert(1)", "url": "javascript:alert(1)"}


def _items() -> Iterator[Item | Rejected]:
    attributes = dict.fromkeys((*ATTRIBUTES, "note", "nickname"), _HOSTILE) | {"name": _HOSTILE}
    key = f"crm:{_HOSTILE}"
    for number, record_key in enumerate(("shop:1", key, "desk:3"), start=1):
        claims = (("phone", _PHONE), ("loyalty_id", f"{_HOSTILE}{number // 2}"), ("email", "a@shop.org"))
        yield Item(number, (record(record_key, *claims, day="2026-01-02", **attributes),))
    for number, event in enumerate(_events(key), start=10):
        yield Item(number, (), (event,))
    consent = Consent("shop:1", _HOSTILE, "email", ConsentStatus.GRANTED, at("2026-01-02"), _HOSTILE)
    yield Item(30, consents=(consent,))
    for number in (1, 2):
        yield Item(20 + number, (record(f"mail:{number}", ("email", f"m{number}@shop.org"), **attributes),))
    yield Rejected(31, _HOSTILE, _HOSTILE)


def _events(key: str) -> Iterator[Event]:
    product = Subject("Product", f"shop:{_HOSTILE}", _HOSTILE)
    kinds = ("support_call", "support_ticket", "review", "wishlist", "social_post", "return_request", _HOSTILE)
    for number, kind in enumerate(kinds, start=1):
        yield Interaction(
            f"{key}:{number}", key, kind, at(f"2026-11-{number:02}"), _HOSTILE, about=(product,), details=_details()
        )
    yield Transaction(
        f"shop:order:{_HOSTILE}", "shop:1", "order", at("2026-11-20"), "web", number=_HOSTILE, status=_HOSTILE,
        currency="EUR", total_minor=100, lines=(Line(product, 1.0, 100, details=_details()),), details=_details(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def names(embedded_server: Address, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What stands in the addresses of the customer's pages."""
    wipe(embedded_server)
    return asyncio.run(_prepared(embedded_server, tmp_path_factory.mktemp("runs")))


async def _prepared(address: Address, folder: Path) -> Mapping[str, str]:
    store = Store(RemoteEngine(address, "embedded"))
    await migrations.apply(store)
    file = FileToLoad(Path(_HOSTILE.replace("/", "")), "0", 31, lambda _: _items())
    loaded = await LoadRunner(store, folder).run(Load(_HOSTILE, "crm", [file]))
    stewardship, id = Stewardship(store), await profile_id(store, "shop:1")
    note = Note("note", text=_HOSTILE, topic=_HOSTILE, outcome=_HOSTILE, task=_HOSTILE)
    noted, _ = await stewardship.record(id, note, command(reason=_HOSTILE))
    first, second = [await profile_id(store, key) for key in ("mail:1", "mail:2")]
    await stewardship.merge([id, first], command(reason=_HOSTILE))
    await stewardship.propose([id, second], command(reason=_HOSTILE))
    await stewardship.lock(id, command(reason=_HOSTILE))
    await load_cases(store, 1)
    queue, _ = await stewardship.review(10, None)
    await store.close()
    item = next(item.identifier.key for item in queue if item.proposal)
    names = {"id": id, "run": loaded.id, "note": noted, "phone": _PHONE, "item": item, "node": f"crm:{_HOSTILE}"}
    return {name: quote(text, safe="") for name, text in names.items()}


@pytest.fixture(scope="module")
def desk(names: Mapping[str, str], embedded_server: Address, embedded_dir: Path) -> Iterator[str]:
    """A server at which somebody works who is called by a script."""
    terminal = Terminal.embedded(embedded_server, embedded_dir, BATCH_ROWS)
    terminal.run("users", "create", _SCRIPT, "--role", "admin", stdin=PASSWORD)
    environment = {**terminal.environment, "PROFILE_EMBED_ORIGINS": DESK}
    with served(environment, "127.0.0.1") as (url, _):
        yield url
    wipe(embedded_server)


@pytest.fixture(scope="module")
def browser(desk: str) -> Iterator[Browser]:  # the customer is loaded before it runs
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, desk: str) -> Iterator[Page]:
    """Fails where a script asks something, and for whatever goes wrong in the browser."""
    context = browser.new_context(base_url=desk)
    page = context.new_page()
    problems = watch(page, desk)

    def dismiss(dialog: Dialog) -> None:
        problems.append(f"{page.url} ran: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto("/login")
    page.get_by_label("Name").fill(_SCRIPT)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    yield page
    context.close()
    assert [problem for problem in problems if problem != _NOT_FOUND] == []


@pytest.mark.thorough
def test_every_page_shows_scripts_as_text(page: Page, names: Mapping[str, str]) -> None:
    silent = []
    for address in addresses(**names):
        page.goto(address)
        main = page.get_by_role("main")
        if any(names[name] in address for name in _OF_THE_CUSTOMER) and _SCRIPT not in main.inner_text():
            silent.append(address)
        assert page.locator("img, main script").count() == 0, address
    assert silent == []


def test_addresses_are_shown_as_text(page: Page, names: Mapping[str, str]) -> None:
    hostile = quote(_HOSTILE, safe="")
    for address in (
        f"/?q={hostile}", f"/?q={hostile}&open=1", f"/go?phone={hostile}", f"/go?order={hostile}", f"/go?id={hostile}",
        f"/customer/{hostile}", f"/customer/{names['id']}?former={hostile}&said={hostile}&event={hostile}&q={hostile}",
        f"/customer/{names['id']}?kind={hostile}&channel={hostile}", f"/customer/{names['id']}/merge?with={hostile}",
        f"/customer/{names['id']}/identity?done={hostile}", f"/review?type={hostile}", f"/review/{hostile}",
        f"/operations/loads/{hostile}", f"/operations/audit?actor={hostile}", f"/operations/audit?profile={hostile}",
        f"/embed/customer?phone={hostile}", f"/login?next={hostile}", f"/{hostile}",
    ):  # fmt: skip
        page.goto(address)
        assert page.locator("img, main script").count() == 0, address


def test_search_while_typing_shows_scripts_as_text(page: Page) -> None:
    page.get_by_role("searchbox").press_sequentially("415555")
    expect(page.locator("#hits a.row").first).to_contain_text(_SCRIPT)
