"""Exports as downloads, for roles that may take out what is kept of a person."""

import json

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.callers import bearer
from tests.rig.people import load_ann

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


async def test_export_is_a_file_that_nobody_keeps_on_the_way(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    officer = await bearer(store, "privacy_officer", name="officer")
    sent = await keyed.get(f"/privacy/person/{id}/export.json", headers=officer)
    assert sent.status_code == 200
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["cache-control"] == "no-store"
    assert sent.headers["content-disposition"] == f'attachment; filename="person-{id[-12:]}.json"'
    export = json.loads(sent.text)
    assert {record["key"] for record in export["records"]} == {"shop:1", "crm:7"}
    assert [event["key"] for event in export["events"]] == ["v1", "v2", "o1"]
    assert [access["operation"] for access in export["accesses"]] == ["personExport"]
    assert export["accesses"][0]["role"] == "privacy_officer"
    assert "who" in export["accesses"][0]
    page = await keyed.get(f"/privacy/person/{id}/export.html", headers=officer)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "The data of Ann Smith" in page.text


async def test_export_is_in_the_audit(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    officer = await bearer(store, "privacy_officer", name="officer")
    assert (await keyed.get(f"/privacy/person/{id}/export.html", headers=officer)).status_code == 200
    page = (await keyed.get("/operations/audit", params={"profile": id}, headers=officer)).text
    assert "<td>personExport</td>" in page


@pytest.mark.parametrize("role", ["agent", "steward", "service", "analyst", "loader"])
async def test_other_roles_get_neither_page_nor_file(store: Store, keyed: httpx.AsyncClient, role: str) -> None:
    id = await load_ann(store)
    headers = await bearer(store, role)
    for path in ("/privacy", f"/privacy/person/{id}", f"/privacy/person/{id}/export.json"):
        answer = await keyed.get(path, headers=headers)
        assert (answer.status_code, "ann@shop.org" in answer.text) == (403, False), path
    assert 'href="/privacy' not in (await keyed.get("/", headers=headers)).text


async def test_nobody_has_no_export(store: Store, keyed: httpx.AsyncClient) -> None:
    officer = await bearer(store, "privacy_officer")
    for form in ("json", "pdf"):
        answer = await keyed.get(f"/privacy/person/nobody/export.{form}", headers=officer)
        assert (answer.status_code, answer.headers.get("content-disposition")) == (404, None)
