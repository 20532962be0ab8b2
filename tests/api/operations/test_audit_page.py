"""The page of the audit: who looked at a customer, for those who may know."""

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.callers import bearer
from tests.rig.people import load_ann

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


async def test_look_at_a_customer_is_found_by_customer_and_by_actor(store: Store, keyed: httpx.AsyncClient) -> None:
    id = await load_ann(store)
    agent, officer = [await bearer(store, role, name=role) for role in ("agent", "privacy_officer")]
    assert (await keyed.get(f"/customer/{id}", headers=agent)).status_code == 200

    by_customer = (await keyed.get("/operations/audit", params={"profile": id}, headers=officer)).text
    by_actor = (await keyed.get("/operations/audit", params={"actor": "agent"}, headers=officer)).text
    for page in (by_customer, by_actor):
        assert 'href="/operations/audit?actor=agent"' in page
        assert "<td>console</td>" in page, "where it was asked from"
    own = (await keyed.get("/operations/audit", params={"actor": "privacy_officer"}, headers=officer)).text
    assert "auditTrail" in own, "to look is in the audit too"


async def test_audit_is_asked_for_somebody_and_never_as_a_whole(store: Store, keyed: httpx.AsyncClient) -> None:
    page = await keyed.get("/operations/audit", headers=await bearer(store, "admin"))
    assert (page.status_code, "<table>" in page.text) == (200, False)


async def test_role_that_may_not_read_the_audit_is_told_so(store: Store, keyed: httpx.AsyncClient) -> None:
    steward = await bearer(store, "steward")
    page = await keyed.get("/operations/audit", params={"actor": "ivo"}, headers=steward)
    assert (page.status_code, "may not read the audit" in page.text) == (403, True)
    assert "/operations/audit" not in (await keyed.get("/operations", headers=steward)).text
