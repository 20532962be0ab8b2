"""What is written on a form, a screen or a card, asked of the page `/?q=`: how often the customer who is meant comes
first, or among the first three where it is a name or has a letter wrong.

What is written, and who is meant, comes from the demo's raw files by SQL (tests/oracle/callers.py); former ids from the
store.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from profile_service.store.engine.engines import RemoteEngine
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.bench.asking import server
from tests.bench.callers import load_people
from tests.bench.figures import Figures
from tests.bench.loading import Engine
from tests.oracle.callers import Saying, sayings
from tests.rig.graph import run, wipe
from tests.rig.stewards import ids_in

EXACT = (
    "phone written +15675550105", "phone written +1 567 555 0105", "phone written 567-555-0105",
    "phone written (567) 555-0105", "phone written 567.555.0105", "phone written 5675550105", "e-mail in capitals",
    "number of an order", "ticket and its number", "loyalty card", "former id", "name in small letters without accents",
)  # fmt: skip
NAMES = ("given and family name", "family name, given name")
SLIPS = ("family name with a slip, and given name", "e-mail with a slip before the @")
_FORMER_ID = "former id"
_HOUSEHOLDS = 467  # of whom the published purchases tell enough
_CUSTOMERS = 1_000
_HIT = re.compile(r'<a class="row" href="/customer/([^"?]+)')
_FORMER_IDS = """
MATCH (old:Profile)-[:MERGED_INTO*1..]->(p:Profile)
WHERE NOT (p)-[:MERGED_INTO]->()
RETURN old.id AS old, p.id AS id ORDER BY old LIMIT $most
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What was asked, and at which place the right customer came, from 1; None where they are not on the page."""

    form: str
    text: str
    place: int | None


def share_within(written: Sequence[Written], places: int) -> float:
    """From 0 to 1: how often the right customer is among so many first hits."""
    return sum(each.place is not None and each.place <= places for each in written) / len(written)


async def measure(engine: Engine, folder: Path, scale: float, figures: Figures) -> None:
    wipe(engine.address)
    store = Store(RemoteEngine(engine.address, engine.name))
    await load_people(store, folder / "written", households=max(40, int(_HOUSEHOLDS * min(scale, 1))))
    await store.close()
    with server(engine, folder / "store", PROFILE_ALLOWANCE="0") as (port, _):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            written = await ask_all(client, engine.address, folder / "written", max(5, int(_CUSTOMERS * scale)))
    by_form: dict[str, list[Written]] = defaultdict(list)
    for each in written:
        by_form[each.form].append(each)
    for form, some in by_form.items():
        places = 1 if form in EXACT else 3
        title = f"written: {form}, {'first' if places == 1 else 'among the first three'}, of {len(some):,}"
        figures.add(title, engine.name, 100 * share_within(some, places), "%")


async def ask_all(client: httpx.AsyncClient, address: Address, folder: Path, most: int) -> list[Written]:
    """What is written in each form of up to `most` customers, and where the page has them."""
    ids = ids_in(address)
    texts = [
        *((each.way, each.text, _profiles(each, ids)) for each in sayings(folder, most, ways=(*EXACT, *NAMES, *SLIPS))),
        *((_FORMER_ID, old, {id}) for old, id in run(address, _FORMER_IDS, most=most)),
    ]
    return [Written(form, text, await _place(client, text, meant)) for form, text, meant in texts]


def _profiles(saying: Saying, ids: Mapping[str, str]) -> set[str]:
    """Those of the person who is meant: several, where their records were not all merged."""
    return {ids[key] for key in saying.records if key in ids}


async def _place(client: httpx.AsyncClient, text: str, meant: set[str]) -> int | None:
    page = await client.get(f"/?q={quote(text, safe='')}")
    assert page.status_code == 200, page.text[:500]
    hits = _HIT.findall(page.text)
    return next((place for place, id in enumerate(hits, start=1) if id in meant), None)
