"""What happened to a profile, with who did it, and what can be undone."""

import httpx
import pytest

from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.page_forms import forms_of
from tests.rig.people import load_ann
from tests.rig.stewards import command

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


async def test_it_says_who_did_what_and_offers_the_undo(store: Store, client: httpx.AsyncClient) -> None:
    ann, steward = await load_ann(store), Stewardship(store)
    split = await steward.split(ann, ["crm:7"], command(reason="two sisters"))
    locked = await steward.lock(ann, command())
    await steward.undo(locked.decision, command(reason="too early"))

    page = (await client.get(f"/customer/{ann}/history")).text

    assert "ada <q>two sisters</q>" in page
    offered = [dict(form.fields)["decision"] for form in forms_of(page) if form.action.endswith("/act")]
    assert split.decision in offered
    assert locked.decision not in offered
    assert '<span class="tag">undone</span>' in page


async def test_pages_follow_one_another(store: Store, client: httpx.AsyncClient) -> None:
    ann, steward = await load_ann(store), Stewardship(store)
    for _ in range(12):
        await steward.lock(ann, command())
        await steward.unlock(ann, command())

    first = (await client.get(f"/customer/{ann}/history")).text
    assert first.count('<li class="step">') == 20
    earlier = first.partition('<a class="button" href="?')[2].partition('"')[0]
    second = (await client.get(f"/customer/{ann}/history?{earlier}")).text
    assert 0 < second.count('<li class="step">') < 20
