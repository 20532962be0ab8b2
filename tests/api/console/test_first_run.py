"""The first look: how to load where nothing is loaded, and whom to look at where the demo is."""

import httpx
import pytest

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.load_runs import LoadRun
from profile_service.store.engine.store import Store
from profile_service.store.sources import runs
from tests.rig.callers import bearer
from tests.rig.people import at, load, profile_id, record

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]
_HOW_TO_LOAD = "profile-service load auto exports --dry-run"


async def _start_run(store: Store) -> None:
    run = LoadRun(
        "0193", "shopify-customers", "shopify", ("a.csv",), "running", Counts(), at("2026-11-22"), at("2026-11-22")
    )
    await store.write(lambda tx: runs.start(tx, run, resume_key="r", host="h"))


async def test_empty_store_says_how_to_load_until_a_load_begins(store: Store, client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    assert (_HOW_TO_LOAD in page, "Who is on the line?" in page) == (True, False)
    await _start_run(store)
    page = (await client.get("/")).text
    assert (_HOW_TO_LOAD in page, "Who is on the line?" in page) == (False, True)


async def test_agent_is_not_told_how_to_load(store: Store, keyed: httpx.AsyncClient) -> None:
    page = (await keyed.get("/", headers=await bearer(store, "agent"))).text
    assert (_HOW_TO_LOAD in page, "Who is on the line?" in page) == (False, True)


async def test_tour_leads_to_those_who_are_there_until_somebody_is_opened(
    store: Store, client: httpx.AsyncClient
) -> None:
    await load(store, record("shop:1", ("email", "martha.kowalczyk@example.com"), name="Martha Kowalczyk"))
    await load(store, record("shop:2", ("email", "priya.raman@example.com"), name="Somebody Else"))
    page = (await client.get("/")).text
    assert ("A tour of two minutes" in page, "Theodore" in page, "Priya" in page) == (True, False, False)
    assert 'href="/go?email=martha.kowalczyk%40example.com"' in page

    await client.get(f"/customer/{await profile_id(store, 'shop:1')}")
    page = (await client.get("/")).text
    assert ("A tour of two minutes" in page, "You opened last" in page) == (False, True)


async def test_role_that_may_not_see_names_is_shown_no_tour(store: Store, keyed: httpx.AsyncClient) -> None:
    await load(store, record("shop:1", ("email", "martha.kowalczyk@example.com"), name="Martha Kowalczyk"))
    for role, shown in (("analyst", False), ("loader", False), ("agent", True)):
        page = await keyed.get("/", headers=await bearer(store, role, name=role))
        assert (page.status_code, "Martha" in page.text) == (200, shown), role
