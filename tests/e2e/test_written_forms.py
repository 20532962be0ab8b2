"""The page finds customers by what is written on a form, a screen or a card, in each form in which it is written."""

from collections import defaultdict
from pathlib import Path

import pytest

from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.bench.callers import load_people
from tests.bench.written_forms import EXACT, NAMES, SLIPS, Written, ask_all, share_within
from tests.rig.clients import client_of

pytestmark = [pytest.mark.anyio, pytest.mark.thorough]


async def test_customers_are_found_by_what_is_written(
    store: Store, address: Address, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    await load_people(store, tmp_path, households=40)
    # Neo4j plans each form of a search anew, for which it takes a second, so that two questions a form must do.
    of_each = 30 if request.node.callspec.params["address"] == "embedded" else 2
    async with client_of(store) as client:
        written = await ask_all(client, address, tmp_path, of_each)

    by_form: dict[str, list[Written]] = defaultdict(list)
    for each in written:
        by_form[each.form].append(each)
    assert by_form.keys() == {*EXACT, *NAMES, *SLIPS}
    assert [each for form in EXACT for each in by_form[form] if each.place != 1] == []
    assert share_within([each for form in NAMES for each in by_form[form]], 3) >= 0.98
    assert share_within([each for form in SLIPS for each in by_form[form]], 3) >= 0.9
