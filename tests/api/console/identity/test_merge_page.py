"""Choosing the customer that another one is merged with."""

import httpx
import pytest

from profile_service.store.engine.store import Store
from tests.rig.page_forms import forms_of
from tests.rig.people import load, load_ann, profile_id, record

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("address", ["embedded"], indirect=True)]


async def test_it_finds_others_but_not_the_customer(store: Store, client: httpx.AsyncClient) -> None:
    ann = await load_ann(store)
    await load(store, record("web:3", ("phone", "+14155550000"), name="Ann Smith", city="Rome"))
    other = await profile_id(store, "web:3")

    page = (await client.get(f"/customer/{ann}/merge?with=Ann+Smith")).text
    by_id = (await client.get(f"/customer/{ann}/merge?with={other}")).text

    for text in (page, by_id):
        found = [dict(form.fields)["other"] for form in forms_of(text) if form.action.endswith("/act")]
        assert found == [other]
    assert "Rome" in page
    assert "Nobody else by that." in (await client.get(f"/customer/{ann}/merge?with=ann@shop.org")).text
