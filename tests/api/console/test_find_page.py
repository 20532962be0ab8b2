"""Finding a customer: exact hits are opened, several are a list, and no text whatever is an error of ours."""

import asyncio
import random

import httpx
import pytest

from profile_service.domain.sources.events import Interaction
from profile_service.store.engine.store import Store
from tests.rig.callers import bearer
from tests.rig.people import at, load, load_ann, profile_id, record

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


async def _location(client: httpx.AsyncClient, path: str, **asked: str) -> tuple[int, str]:
    response = await client.get(path, params=asked)
    return response.status_code, response.headers.get("location", "")


async def test_one_exact_hit_is_opened_and_the_text_stays(store: Store, client: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    assert await _location(client, "/", q="ann@shop.org", open="1") == (303, f"/customer/{id}?q=ann%40shop.org&open=1")
    assert 'value="ann@shop.org"' in (await client.get(f"/customer/{id}?q=ann@shop.org")).text
    hit = (await client.get("/", params={"q": "ann@shop.org"})).text
    assert "email <b>ann@shop.org</b> in shop, crm" in hit or "email <b>ann@shop.org</b> in crm, shop" in hit


async def test_near_miss_is_marked_and_never_opened(store: Store, client: httpx.AsyncClient) -> None:
    await load_ann(store)
    page = await client.get("/", params={"q": "smyth", "open": "1"})
    assert (page.status_code, "near miss" in page.text, "near name" in page.text) == (200, True, True)


async def test_of_several_the_one_with_an_open_matter_comes_first(store: Store, client: httpx.AsyncClient) -> None:
    for n, city in enumerate(("Paris", "Rome"), start=1):
        await load(store, record(f"shop:{n}", ("email", f"kim{n}@shop.org"), name="Kim Weber", city=city))
    second = await profile_id(store, "shop:2")
    details = {"topic": "parcel", "outcome": "open"}
    await load(
        store, Interaction("c1", "shop:2", "support_call", _today(), "phone", direction="two-way", details=details)
    )
    page = (await client.get("/", params={"q": "kim weber", "open": "1"})).text
    assert page.index(second) < page.index("Paris"), "the other one stands in Paris"
    assert "1 open matter" in page


async def test_row_that_enter_opens_is_marked_and_no_other(store: Store, client: httpx.AsyncClient) -> None:
    for n in (1, 2):
        await load(store, record(f"shop:{n}", ("email", f"kim{n}@shop.org"), name="Kim Weber"))
    marked = {
        text: (await client.get("/", params={"q": text})).text.count('<li class="opens">')
        for text in ("kim1@shop.org", "kim weber", "kim webr")
    }
    assert marked == {"kim1@shop.org": 1, "kim weber": 0, "kim webr": 0}


async def test_former_value_says_so(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:1", ("email", "old@shop.org"), name="Ann"))
    await load(store, record("shop:1", ("email", "new@shop.org"), name="Ann"))
    assert "former email <b>old@shop.org</b>" in (await client.get("/", params={"q": "old@shop.org"})).text


async def test_phone_that_several_at_home_state_lists_them(store: Store, client: httpx.AsyncClient) -> None:
    phone = ("phone", "+14155552671")
    await load(store, record("crm:6", phone, day="2026-11-06", given_name="Jeanne", family_name="Dupont"))
    await load(store, record("crm:7", phone, day="2026-11-07", given_name="Jacques", family_name="Dupont"))
    for text in ("+1 415 555 2671", "415-555-2671", "2671"):
        page = await client.get("/", params={"q": text, "open": "1"})
        assert page.status_code == 200, text
        assert page.text.index("Jacques Dupont") < page.text.index("Jeanne Dupont"), text
        assert "former phone <b>+14155552671</b>" in page.text
    named = (await client.get("/", params={"q": "Jeanne 2671"})).text
    assert named.index("Jeanne Dupont") < named.index("Jacques Dupont")
    assert await _location(client, "/go", phone="+1 415 555 2671") == (303, "/?q=%2B1%20415%20555%202671&open=1")


async def test_phone_that_its_former_holder_gave_up_opens_the_present_one(
    store: Store, client: httpx.AsyncClient
) -> None:
    phone = ("phone", "+14155552671")
    await load(store, record("crm:6", phone, day="2026-11-05", name="Jeanne Dupont"))
    await load(store, record("crm:6", ("phone", "+14155552672"), day="2026-11-06", name="Jeanne Dupont"))
    await load(store, record("crm:7", phone, day="2026-11-07", name="Jacques Dupont"))
    jacques = await profile_id(store, "crm:7")
    for path, asked in (("/go", {"phone": "+1 415 555 2671"}), ("/", {"q": "2671", "open": "1"})):
        status, location = await _location(client, path, **asked)
        assert (status, location.partition("?")[0]) == (303, f"/customer/{jacques}")


async def test_telephones_and_help_desks_lead_to_the_customer(store: Store, client: httpx.AsyncClient) -> None:
    await load(store, record("shop:9", ("loyalty_id", "8800"), name="Bo"))
    id, bo = await load_ann(store), await profile_id(store, "shop:9")
    for asked in ({"phone": "+1 415 555 2671"}, {"email": "ANN@shop.org"}, {"order": "1001"}, {"id": id}):
        assert await _location(client, "/go", **asked) == (303, f"/customer/{id}"), asked
    assert await _location(client, "/go", loyalty="8800") == (303, f"/customer/{bo}")
    assert await _location(client, "/go", phone="+1 415 555 0000") == (303, "/?q=%2B1%20415%20555%200000&open=1")
    assert await _location(client, "/go", ticket="4233") == (303, "/?q=4233&open=1")
    assert await _location(client, "/go") == (303, "/")


async def test_customers_opened_last_are_shown_again_to_whom_opened_them(
    store: Store, keyed: httpx.AsyncClient
) -> None:
    id = await load_ann(store)
    ada, bob = [await bearer(store, "agent", name=name) for name in ("ada", "bob")]
    await keyed.get(f"/customer/{id}", headers=ada)
    link = f'href="/customer/{id}"'
    assert [link in (await keyed.get("/", headers=who)).text for who in (ada, bob)] == [True, False]


@pytest.mark.thorough
async def test_no_text_whatever_is_an_error_of_ours(store: Store, client: httpx.AsyncClient) -> None:
    await load_ann(store)
    texts = [_odd_text(random.Random(seed)) for seed in range(2_000)]
    statuses = set()
    for n in range(0, len(texts), 10):
        chunk = texts[n : n + 10]
        paths = [
            ("/", "q") if i % 4 else ("/go", ("phone", "email", "order", "id")[i // 4 % 4]) for i in range(len(chunk))
        ]
        answers = await asyncio.gather(
            *(client.get(path, params={name: text}) for (path, name), text in zip(paths, chunk, strict=True))
        )
        statuses |= {answer.status_code for answer in answers}
    assert statuses <= {200, 303}


_PIECES = [
    "ann", "smith", "@", "+49", "0105", " ", "\x00", "\ufffd", "'", '"', "<", "%", "%%", "\\", "*", "~", "AND", "OR",
    "NOT", "(", ")", "[", "]", "{", "}", "/", "//", ":", "^", "?", "\U0001f642", "é", "e\u0301", "ß", "İ", "中",
    "\u202e", "\u200b", "\n", "\r", "\t", "$value", "`", ";", "--", "1e999", "-0", "x" * 250, "9" * 60, "null", "#1001",
]  # fmt: skip


def _odd_text(choice: random.Random) -> str:
    if choice.random() < 0.2:
        return "".join(
            chr(choice.choice([choice.randrange(1, 0xD800), choice.randrange(0xE000, 0x10FFFF)])) for _ in range(8)
        )
    return "".join(choice.choice(_PIECES) for _ in range(choice.randint(1, 8)))


def _today() -> str:
    return at("2026-11-20")
