"""Every page and every form of the console, whatever it shows: its headers, and that no other site sends it."""

import re

import pytest

from profile_service.settings import Settings
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.browsers import FROM_HERE, log_in
from tests.rig.clients import client_of
from tests.rig.console_pages import DESK, addresses, form_routes, page_routes
from tests.rig.contested import load_cases
from tests.rig.dump import dump
from tests.rig.people import load_ann
from tests.rig.users import made_user

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_NAME = re.compile(r"\{(\w+)(?::\w+)?\}")
_ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
)


def _address(route: str, **names: str) -> str:
    return _NAME.sub(lambda match: names.get(match[1], "none"), route)


async def test_every_page_is_kept_nowhere_and_runs_nothing_else(store: Store) -> None:
    id, (item,) = await load_ann(store), await load_cases(store, 1)
    names = {"id": id, "item": item, "phone": "%2B14155552671", "note": "none", "run": "none", "node": "crm:7"}
    wrong: list[str] = []
    async with client_of(store, Settings(embed_origins=(DESK,))) as client:
        for address in (*addresses(**names), *(_address(route, **names) for route in page_routes())):
            headers = (await client.get(address)).headers
            policy = headers["content-security-policy"]
            assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer"), address
            assert policy.startswith("default-src 'none'"), address
            if "unsafe-" in policy or "frame-ancestors 'none'" not in policy.replace(DESK, "'none'"):
                wrong.append(f"{address}: {policy}")
            assert (DESK in policy) == address.startswith("/embed/"), address
    assert wrong == []


@pytest.mark.parametrize("headers", _ELSEWHERE, ids=str)
async def test_no_form_is_taken_from_another_site(store: Store, address: Address, headers: dict[str, str]) -> None:
    id, (item,) = await load_ann(store), await load_cases(store, 1)
    await made_user(store, "admin")
    form = {"item": item, "verdict": "same", "act": "lock", "confirm": "yes", "kind": "note", "text": "x"}
    async with client_of(store, Settings(embed_origins=(DESK,))) as client:
        assert (await log_in(client)).status_code == 303
        before = dump(address)
        paths = [_address(route, id=id, event="none") for route in sorted(form_routes())]
        refused = {path: (await client.post(path, data=form, headers=headers)).status_code for path in paths}
        assert refused == dict.fromkeys(paths, 403)
        assert dump(address) == before
        own = await client.post(f"/customer/{id}/note", data=form, headers=FROM_HERE)
        assert own.status_code == 303, "the same from a page of this server"
