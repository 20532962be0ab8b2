"""How soon the console paints in a real Chromium, for a steward: the hits when one pauses in typing, the customer whom
a telephone names, the next case after a decision; and what a first view weighs.

On the demo, and among 100,000 customers of whom one has 100,000 events and one 500 records. Beside each figure stands
an empty page of the same server, painted in the same browser in turn, and what the page asks of GraphQL, asked alone.
"""

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import mkdtemp
from urllib.parse import quote, urlsplit

import httpx
from playwright.sync_api import Browser, Page, expect

from profile_service.api.console.documents import DOCUMENTS
from profile_service.service.access.users import Users
from profile_service.service.declared.access import declared_access
from profile_service.service.ingestion.load import LoadRunner
from profile_service.store.engine import migrations
from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from tests.bench import million, shown_customers
from tests.bench.asking import server
from tests.bench.callers import load_people
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.bench.memory import process_seconds
from tests.bench.painting import CASE, ROWS, ROWS_ASKED, opening, paints, watch_painting
from tests.rig.browsers import FROM_HERE, SESSION_COOKIE
from tests.rig.chromium import NO_CHROMIUM, PROGRAM, chromium
from tests.rig.contested import load_cases
from tests.rig.graph import run, wipe
from tests.rig.page_weight import page_weight
from tests.rig.users import PASSWORD

_STEWARD = "bench"
_EMPTY = "/healthz"
_WARMED = 5
_KEY_MS = 120
"""Between two letters, as people type who type well: longer than the debounce, so that each letter asks."""
_PHONES = """
MATCH (i:Identifier {type: 'phone'})<-[:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
WITH i.value AS phone, count(DISTINCT p) AS holders
WHERE holders = 1
RETURN phone ORDER BY phone LIMIT $most
"""
_RECORDS = """
MATCH (:Identifier {key: 'phone:' + $phone})<-[:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
MATCH (r:SourceRecord)-[:OF]->(p)
RETURN count(r) AS records
"""
_NAMES = "MATCH (r:SourceRecord) WHERE r.name <> '' RETURN DISTINCT r.name AS name ORDER BY name LIMIT $most"


@dataclass(frozen=True, slots=True)
class Place:
    """A store that is looked at: its `title`, `texts` to type, and, by whose they are, `phones` that ring,
    and how many `cases` of the review are decided, from the first one (its id) on."""

    title: str
    texts: Sequence[str]
    phones: Mapping[str, Sequence[str]]
    cases: int
    first_case: str = ""


@dataclass(slots=True)
class Paints:
    """Milliseconds of each paint, of an empty page's beside it, and of the documents alone; CPU of the server for
    one."""

    pages: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    documents: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def report(self, figures: Figures, engine: str, what: str, bar: int) -> None:
        title = f"{what}, p95 (bar {bar} ms; floor: an empty page)"
        figures.add(title, engine, _p95(self.pages), "ms", _p95(self.empty))
        title = f"{what}, p50 (floor: what it asks of GraphQL alone)"
        figures.add(title, engine, median(self.pages), "ms", median(self.documents))
        figures.add(f"{what}, CPU of the server", engine, sum(self.cpu) / len(self.cpu), "ms")


_CONDITION = re.compile(r"\$(\w+): Boolean!")


@dataclass(frozen=True, slots=True)
class Desk:
    """A steward's open page at a server (process `pid`), and a client of the same session."""

    page: Page
    client: httpx.Client
    pid: int

    def ask(self, document: str, **variables: object) -> float:
        """Milliseconds of a page's question over HTTP."""
        query = DOCUMENTS[document]
        everything = dict.fromkeys(_CONDITION.findall(query), True)  # as a steward is shown
        start = time.perf_counter()
        answer = self.client.post("/graphql", json={"query": query, "variables": everything | variables})
        taken = 1e3 * (time.perf_counter() - start)
        assert "errors" not in answer.json(), answer.text[:500]
        return taken

    def cpu(self, act: Callable[[], float]) -> tuple[float, float]:
        """What the act says, and the milliseconds that the server computed meanwhile."""
        before = process_seconds(self.pid)
        said = act()
        return said, 1e3 * (process_seconds(self.pid) - before)


async def measure(engine: Engine, folder: Path, scale: float, figures: Figures) -> None:
    """Prints each place's figures. At a small scale there are fewer customers, events, records and tries."""
    if PROGRAM is None:
        print(NO_CHROMIUM)
        return
    for fill in (_demo, _many):
        wipe(engine.address)
        store = Store(RemoteEngine(engine.address, engine.name))
        await migrations.apply(store)
        place = await fill(engine, store, folder, scale)
        first, *_ = await load_cases(store, place.cases + _WARMED + 1)
        await Users(store, declared_access()).create(_STEWARD, "steward", PASSWORD, "bench")
        await store.close()
        # The driver of the browser starts an event loop of its own.
        await asyncio.to_thread(_look_around, engine, folder / "store", replace(place, first_case=first), figures)


async def _demo(engine: Engine, store: Store, folder: Path, scale: float) -> Place:
    await load_people(store, folder / "shown", purchases=True)
    phones = [str(phone) for (phone,) in run(engine.address, _PHONES, most=_tries(100, scale) + _WARMED)]
    names = [str(name) for (name,) in run(engine.address, _NAMES, most=_tries(30, scale) + _WARMED)]
    texts = [*names, *(phone[-4:] for phone in phones[: _tries(10, scale)])]
    return Place("the demo", texts, {"a customer": phones}, _tries(50, scale))


async def _many(engine: Engine, store: Store, folder: Path, scale: float) -> Place:
    count, long, broad = int(100_000 * scale), int(100_000 * scale), max(20, int(500 * scale))
    ordinary = _tries(100, scale) + _WARMED
    await asyncio.to_thread(million.write, engine, count)
    await LoadRunner(store, Path(mkdtemp(dir=folder))).run(shown_customers.load(ordinary, long, broad))
    assert run(engine.address, _RECORDS, phone=shown_customers.BROAD_PHONE) == [(broad,)], "one customer has them all"
    people = islice(million.people(count), 0, None, max(1, count // (_tries(40, scale) + _WARMED)))
    texts = [
        person.identifiers[0].value if number % 3 == 0 else f"{person.name} {person.attribute('postal_code')[:3]}"
        if number % 3 == 1 else person.name
        for number, person in enumerate(people)
    ]  # fmt: skip
    special = _tries(40, scale) + _WARMED
    phones = {
        "a customer": [shown_customers.phone(number) for number in range(ordinary)],
        f"the customer of {long:,} events": [shown_customers.LONG_PHONE] * special,
        f"the customer of {broad:,} records": [shown_customers.BROAD_PHONE] * special,
    }
    return Place(f"{count:,} customers", texts, phones, _tries(50, scale))


def _tries(count: int, scale: float) -> int:
    return max(5, int(count * min(scale, 1)))


def _look_around(engine: Engine, data_dir: Path, place: Place, figures: Figures) -> None:
    with ExitStack() as stack:
        port, process = stack.enter_context(server(engine, data_dir, PROFILE_ALLOWANCE="0"))
        browser = stack.enter_context(chromium())
        client = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=FROM_HERE, timeout=60))
        client.post("/login", data={"name": _STEWARD, "password": PASSWORD})
        desk = Desk(_page(browser, client), client, process.pid)
        _typing(desk, place, engine.name, figures)
        for who, phones in place.phones.items():
            what = f"console, {place.title}: /go?phone= to {who} painted"
            _calls(desk, phones).report(figures, engine.name, what, 300)
        what = f"console, {place.title}: decision to the next case painted"
        _decisions(desk, place).report(figures, engine.name, what, 100)
        _first_view(_page(browser, client), client, place, engine.name, figures)


def _page(browser: Browser, client: httpx.Client) -> Page:
    """In a browser that has nothing of this server but the session."""
    url = str(client.base_url).rstrip("/")
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": SESSION_COOKIE, "value": client.cookies[SESSION_COOKIE], "url": url}])
    page = context.new_page()
    watch_painting(page)
    return page


def _typing(desk: Desk, place: Place, engine: str, figures: Figures) -> None:
    """From the last letter, debounce included, and from when the rows were asked for."""
    all_of_it, since_asked = Paints(), Paints()
    for text in place.texts:
        desk.page.goto("/")
        expect(desk.page.get_by_role("searchbox")).to_be_focused()
        total, cpu = desk.cpu(lambda text=text: _typed(desk.page, text))  # type: ignore[misc]
        asked = paints(desk.page, ROWS_ASKED)[-1]
        alone = desk.ask("find", text=text, first=10)
        empty = opening(desk.page, _EMPTY)
        for series, taken in ((all_of_it, total), (since_asked, asked)):
            _add(series, taken, empty, alone, cpu)
    what = f"console, {place.title}: pause in typing to rows painted"
    _warm(all_of_it).report(figures, engine, what, 150)
    _warm(since_asked).report(figures, engine, f"{what}, without the debounce", 150)


def _typed(page: Page, text: str) -> float:
    page.keyboard.type(text, delay=_KEY_MS)
    page.wait_for_function("text => new URL(location).searchParams.get('q') === text", arg=text)
    return paints(page, ROWS)[-1]  # where a key was late, rows for the beginning were painted too


def _calls(desk: Desk, phones: Iterable[str]) -> Paints:
    """Those whose phone leads to a list, as that of a former holder may, do not count."""
    series = Paints()
    for phone in phones:
        address = f"/go?phone={quote(phone)}"
        taken, cpu = desk.cpu(lambda address=address: opening(desk.page, address))  # type: ignore[misc]
        folder, _, id = urlsplit(desk.page.url).path.rpartition("/")
        if folder == "/customer":
            alone = desk.ask("customer", id=id) + desk.ask("timeline", id=id, first=20)
            _add(series, taken, opening(desk.page, _EMPTY), alone, cpu)
    return _warm(series)


def _decisions(desk: Desk, place: Place) -> Paints:
    """By keys, each when the steward has looked at the case for as long as the next one takes to come."""
    series, page = Paints(), desk.page
    page.goto(f"/review/{quote(place.first_case, safe='')}")
    beside = _page(page.context.browser, desk.client) if page.context.browser else page
    for number in range(place.cases + _WARMED):
        expect(page.locator("#next[data-fetched]")).to_be_attached()
        item = page.locator("#decide [name=item]").input_value()
        alone = desk.ask("review_case", item=item, types=None, obstacles=None)
        empty = opening(beside, _EMPTY)

        def decided(key: str = "sd"[number % 2], number: int = number) -> float:
            page.bring_to_front()
            page.keyboard.press(key)
            return paints(page, CASE, number + 1)[-1]

        taken, cpu = desk.cpu(decided)
        _add(series, taken, empty, alone, cpu)
    return _warm(series)


def _first_view(page: Page, client: httpx.Client, place: Place, engine: str, figures: Figures) -> None:
    phone = place.phones["a customer"][0]
    customer = client.get("/go", params={"phone": phone}).headers["location"]
    weight = page_weight(page, client, customer)
    what = f"console, {place.title}: first view of a customer"
    figures.add(f"{what}, requests (bar 4)", engine, weight.requests, "")
    for kind, bar in (("javascript", 25), ("css", 10), ("html", 40)):
        figures.add(f"{what}, {kind} (bar {bar} KB)", engine, weight.sizes[kind] / 1e3, "KB")


def _add(series: Paints, page: float, empty: float, documents: float, cpu: float) -> None:
    series.pages.append(page)
    series.empty.append(empty)
    series.documents.append(documents)
    series.cpu.append(cpu)


def _warm(series: Paints) -> Paints:
    """Without the first ones, which find cold engines."""
    return Paints(series.pages[_WARMED:], series.empty[_WARMED:], series.documents[_WARMED:], series.cpu[_WARMED:])


def _p95(milliseconds: Sequence[float]) -> float:
    return quantiles(milliseconds, n=100)[94]
