"""What is done for people on their pages: erased after a preview and typed words, restricted, suppressed; by forms as a
browser without scripts sends them."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from profile_service.service.access import fresh_copy
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.browsers import FROM_HERE
from tests.rig.callers import SETTINGS, bearer
from tests.rig.clients import client_of
from tests.rig.erasures import erasing_store
from tests.rig.graph import nodes
from tests.rig.people import bought, load, load_ann, record

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


@pytest.fixture
async def store(store: Store, address: Address, tmp_path: Path) -> AsyncIterator[Store]:
    """A store that knows the secret of the ledger."""
    opened = erasing_store(address, "embedded", tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def pages(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(fresh_copy, "_BOUND_SECONDS", 0.0)
    async with client_of(store, replace(SETTINGS, data_dir=tmp_path)) as opened:
        opened.headers.update(FROM_HERE)
        yield opened


async def test_person_is_erased_after_the_right_words(store: Store, address: Address, pages: httpx.AsyncClient) -> None:
    ann, officer = await _ann(store), await bearer(store, "privacy_officer", name="officer")
    person = f"/privacy/person/{ann}"
    preview = (await pages.post(f"{person}/erase", data={}, headers=officer)).text
    assert "<strong>erase 2 records</strong>" in preview
    assert "Ann Smith" not in preview, "names are shown by their shape"

    form = {"confirm": "yes", "reason": "she asked", "confirmation": "erase"}
    wrong = await pages.post(f"{person}/erase", data=form, headers=officer)
    assert (wrong.status_code, "Nothing was erased" in wrong.text) == (400, True)
    silent = await pages.post(f"{person}/erase", data=form | {"reason": " "}, headers=officer)
    assert (silent.status_code, "ay why" in silent.text) == (400, True)
    assert nodes(address, "SourceRecord", "key") == {("shop:1",), ("crm:7",), ("shop:2",)}

    done = await pages.post(f"{person}/erase", data=form | {"confirmation": " Erase  2 records"}, headers=officer)
    assert (done.status_code, done.headers.get("location")) == (303, "/privacy")
    assert nodes(address, "SourceRecord", "key") == {("shop:2",)}
    gone = await pages.get(person, headers=officer)
    assert gone.status_code == 410
    listed = (await pages.get("/privacy", headers=officer)).text
    assert "<td>Erased</td>" in listed
    assert "<td>officer</td>" in listed
    (receipt,) = re.findall(r'href="(/privacy/receipts/[\w-]+)"', listed)
    sent = await pages.get(receipt, headers=officer)
    assert sent.headers["content-disposition"].startswith('attachment; filename="erasure-')
    assert json.loads(sent.text)["erased"]["SourceRecord"] == 2
    told = listed + sent.text
    assert [word for word in ("Ann", "Smith", "ann@shop.org", "shop:1", ann) if word in told] == []


async def test_one_record_is_erased_and_the_others_stay(
    store: Store, address: Address, pages: httpx.AsyncClient
) -> None:
    ann, officer = await _ann(store), await bearer(store, "privacy_officer")
    form = {"record": "crm:7", "confirm": "yes", "reason": "not hers", "confirmation": "erase 1 record"}
    assert (await pages.post(f"/privacy/person/{ann}/erase", data=form, headers=officer)).status_code == 303
    assert nodes(address, "SourceRecord", "key") == {("shop:1",), ("shop:2",)}


async def test_words_for_fewer_records_erase_nobody(store: Store, address: Address, pages: httpx.AsyncClient) -> None:
    """A record came since the preview: whoever confirmed did not see it."""
    ann, officer = await _ann(store), await bearer(store, "privacy_officer")
    await load(store, record("desk:9", ("email", "ann@shop.org"), name="Ann Smith"))
    form = {"confirm": "yes", "reason": "she asked", "confirmation": "erase 2 records"}
    refused = await pages.post(f"/privacy/person/{ann}/erase", data=form, headers=officer)
    assert (refused.status_code, "erase 3 records" in refused.text) == (400, True)
    assert len(nodes(address, "SourceRecord", "key")) == 4


async def test_restricted_person_is_shown_to_none_but_the_officer(store: Store, pages: httpx.AsyncClient) -> None:
    ann, officer = await _ann(store), await bearer(store, "privacy_officer")
    agent, person = await bearer(store, "agent", name="agent"), f"/privacy/person/{ann}"
    done = await pages.post(f"{person}/restrict", data={"reason": "she contests it"}, headers=officer)
    assert (done.status_code, done.headers["location"]) == (303, person)
    assert "restricted since" in (await pages.get(person, headers=officer)).text
    hidden = await pages.get(f"/customer/{ann}", headers=agent)
    assert (hidden.status_code, "ann@shop.org" in hidden.text) == (403, False)
    await pages.post(f"{person}/restrict", data={"lift": "yes", "reason": "settled"}, headers=officer)
    assert (await pages.get(f"/customer/{ann}", headers=agent)).status_code == 200


async def test_suppressed_address_is_lifted_again(store: Store, address: Address, pages: httpx.AsyncClient) -> None:
    officer = await bearer(store, "privacy_officer")
    form = {"type": "email", "value": "Zoe@Shop.Example", "reason": "never again"}
    assert (await pages.post("/privacy/suppress", data=form, headers=officer)).status_code == 303
    assert {kind for (kind,) in nodes(address, "Suppression", "kind")} == {"identifier"}
    assert (await pages.post("/privacy/suppress", data=form | {"lift": "yes"}, headers=officer)).status_code == 303
    assert nodes(address, "Suppression", "hash") == set()
    again = await pages.post("/privacy/suppress", data=form | {"lift": "yes"}, headers=officer)
    assert (again.status_code, "not suppressed" in again.text) == (404, True)
    listed = (await pages.get("/privacy", headers=officer)).text
    assert "<td>Left out of all loads</td>" in listed
    assert "<td>Let in again</td>" in listed
    assert "zoe@" not in listed.lower()


@pytest.mark.parametrize("role", ["agent", "steward"])
async def test_other_roles_change_nothing(store: Store, address: Address, pages: httpx.AsyncClient, role: str) -> None:
    ann, other = await _ann(store), await bearer(store, role)
    person = f"/privacy/person/{ann}"
    form = {"confirm": "yes", "reason": "x", "confirmation": "erase 2 records", "type": "email", "value": "a@b.example"}
    for path in (f"{person}/erase", f"{person}/restrict", "/privacy/suppress"):
        assert (await pages.post(path, data=form, headers=other)).status_code == 403, path
    assert len(nodes(address, "SourceRecord", "key")) == 3
    assert nodes(address, "Suppression", "hash") == set()


async def _ann(store: Store) -> str:
    """Ann Smith with two records, and somebody else."""
    ann = await load_ann(store)
    await load(store, record("shop:2", ("email", "bob@shop.org"), name="Bob Roe"), bought("o2", "shop:2", "2026-01-07"))
    return ann
