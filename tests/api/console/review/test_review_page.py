"""The queue, and a case with its candidates side by side."""

import re
from urllib.parse import quote

import httpx
import pytest

from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.callers import bearer
from tests.rig.people import load, profile_id, record
from tests.rig.stewards import command

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]

_CASE = re.compile(r'<a class="case" href="([^"]+)"')
_MAIL, _PHONE = ("email", "home@lee.org"), ("phone", "+14155552671")


async def _waiting(store: Store) -> None:
    """Two contested identifiers, the e-mail first, and a proposal."""
    await load(store, record("shop:1", _MAIL, given_name="Ann", family_name="Lee", birth_date="1947-01-02"))
    await load(store, record("crm:7", _MAIL, given_name="Robert", family_name="Leigh", birth_date="1947-01-12"))
    await load(store, record("shop:2", _PHONE, given_name="Ida"), record("crm:8", _PHONE, given_name="Oliver"))
    ids = [await profile_id(store, key) for key in ("shop:1", "shop:2")]
    await Stewardship(store).propose(ids, command(reason="one voice"))


async def test_queue_shows_why_each_case_waits(store: Store, client: httpx.AsyncClient) -> None:
    await _waiting(store)
    page = (await client.get("/review")).text

    cases = _CASE.findall(page)
    assert cases[:2] == ["/review/email%3Ahome%40lee.org", "/review/phone%3A%2B14155552671"]
    assert cases[2].startswith("/review/proposal%3A")
    assert "3 cases wait for a decision" in page
    assert page.count("What they say cannot be true of one person") == 2
    assert "Somebody proposes to merge them" in page


async def test_filters_are_addresses(store: Store, client: httpx.AsyncClient) -> None:
    await _waiting(store)

    phones = (await client.get("/review?type=phone")).text
    proposed = (await client.get("/review?obstacle=PROPOSED")).text

    assert _CASE.findall(phones) == ["/review/phone%3A%2B14155552671?type=phone"]
    assert len(_CASE.findall(proposed)) == 1
    assert 'href="/review?type=phone&amp;obstacle=CONTRADICTION"' in phones
    assert (await client.get("/review?obstacle=NONSENSE")).status_code == 200
    following = await client.get("/review/next?type=phone")
    assert following.headers["location"] == "/review/phone%3A%2B14155552671?type=phone"


async def test_case_compares_by_word_and_sign(store: Store, client: httpx.AsyncClient) -> None:
    await _waiting(store)
    page = (await client.get(f"/review/{quote('email:home@lee.org', safe='')}")).text

    rows = {
        name: (sign, " ".join(word.split()))
        for name, sign, word in re.findall(
            r'<th scope="row">(.*?)</th>\s*<td class="agreement"><span aria-hidden="true">(.?)</span>(.*?)</td>', page
        )
    }
    assert rows["Given name"] == ("≠", "different")
    assert rows["Birth date"] == ("~", "1 digit differs")
    assert rows["Email"] == ("=", "same")
    assert "3</span> left" in page
    assert "both hold the email home@lee.org" in page
    assert "autofocus" not in page


async def test_next_goes_round_and_ends(store: Store, client: httpx.AsyncClient) -> None:
    await _waiting(store)
    seen, address = [], "/review/next"
    for _ in range(4):
        address = (await client.get(address)).headers["location"]
        seen.append(address)
        page = (await client.get(address)).text
        address = page.partition('id="next" href="')[2].partition('"')[0].replace("&amp;", "&")

    assert len(set(seen[:3])) == 3
    assert seen[3] == seen[0]
    alone = (await client.get("/review/next", params={"type": "phone", "but": "phone:+14155552671"})).headers[
        "location"
    ]
    assert alone == "/review?type=phone"


async def test_settled_case_says_so(store: Store, client: httpx.AsyncClient) -> None:
    settled = await client.get("/review/email:nobody@lee.org")
    assert settled.status_code == 404
    assert "This case is settled already" in settled.text
    assert "Nothing waits for a decision" in (await client.get("/review")).text


async def test_it_is_for_those_who_review(store: Store, keyed: httpx.AsyncClient) -> None:
    await _waiting(store)
    agent = await bearer(store, "agent")
    for path in ("/review", "/review/next", "/review/email:home@lee.org"):
        refused = await keyed.get(path, headers=agent)
        assert (path, refused.status_code) == (path, 403)
        assert "home@lee.org" not in refused.text
