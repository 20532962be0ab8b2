"""The pages and the API about somebody who was erased: one sentence, with a code and a status of its own."""

from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.clients import client_of
from tests.rig.erasures import erased, erasing_store
from tests.rig.people import load_ann

pytestmark = pytest.mark.anyio


async def test_old_link_says_that_the_customer_was_erased(store: Store, address: Address, tmp_path: Path) -> None:
    keyed = erasing_store(address, store.engine, tmp_path)
    ann = await load_ann(keyed)
    await erased(keyed, tmp_path, ann)
    async with client_of(keyed) as client:
        page = await client.get(f"/customer/{ann}")
        query = "query ($id: ID!) { profile(id: $id) { id } profiles(ids: [$id]) { code } }"
        answer = (await client.post("/graphql", json={"query": query, "variables": {"id": ann}})).json()
        history = await client.get(f"/customer/{ann}/history")
    await keyed.close()
    assert (page.status_code, "was erased" in page.text, "Ann" in page.text) == (410, True, False)
    assert history.status_code == 410
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["ERASED"]
    assert answer["data"]["profiles"] == [{"code": "ERASED"}]
