"""Files that say what changed, was merged, was deleted and is allowed: whatever the order, twice or torn, one graph."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item, SourceDeletion, SourceMerge
from profile_service.domain.sources.records import REMOVED, SourceRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.files import load_of
from tests.rig.graph import wipe
from tests.rig.loading import load_with_interruption
from tests.rig.people import at, did

pytestmark = pytest.mark.anyio

_IDS = st.sampled_from("12345")
_DAYS = st.sampled_from(["2026-01-01", "2026-01-02", "2026-01-03"])
_EMAILS = st.frozensets(st.sampled_from([Identifier("email", f"{name}@shop.org") for name in "abc"]), max_size=2)
_NAMES = st.sampled_from(
    [
        {},
        {"email": REMOVED},
        {"given_name": "Ann", "family_name": "Roe"},
        {"given_name": "Bob", "family_name": "Roe"},
    ]
)


def _says(id: str, day: str, name: dict[str, str], emails: frozenset[Identifier]) -> Item:
    return Item(2, (SourceRecord("crm", id, name, tuple(sorted(emails)), at(day)),))


def _deletes(id: str, day: str) -> Item:
    return Item(2, deletions=(SourceDeletion(f"crm:{id}", at(day)),))


def _merges(id: str, survivor: str, day: str) -> Item:
    """As a CRM tells it: the one that is merged away is deleted with that."""
    joined = () if id == survivor else (SourceMerge(f"crm:{id}", f"crm:{survivor}", "merged"),)
    return Item(2, merges=joined, deletions=(SourceDeletion(f"crm:{id}", at(day)),))


def _allows(id: str, status: ConsentStatus, day: str | None) -> Item:
    consent = Consent(f"crm:{id}", "marketing", "email", status, at(day) if day else None, "said so")
    return Item(2, consents=(consent,))


def _visits(id: str, day: str) -> Item:
    return Item(2, events=(did(f"visit {id} {day}", f"crm:{id}", day),))


_ITEMS = st.one_of(
    st.builds(_says, _IDS, _DAYS, _NAMES, _EMAILS),
    st.builds(_says, _IDS, _DAYS, _NAMES, _EMAILS),
    st.builds(_deletes, _IDS, _DAYS),
    st.builds(_merges, _IDS, _IDS, _DAYS),
    st.builds(_allows, _IDS, st.sampled_from(ConsentStatus), st.one_of(st.none(), _DAYS)),
    st.builds(_visits, _IDS, _DAYS),
)
_FILES = st.lists(st.lists(_ITEMS, min_size=1, max_size=6), min_size=2, max_size=3)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=_FILES, data=st.data())
async def test_any_way_of_loading_ends_in_one_graph(
    store: Store, address: Address, files: Sequence[Sequence[Item]], data: st.DataObject
) -> None:
    wipe(address)
    for file in files:
        await load_with_interruption(store, load_of(file))
    expected = dump(address, history=False)
    wipe(address)

    for file in data.draw(st.permutations([*files, *files])):
        await load_with_interruption(store, load_of(file), data.draw(st.integers(0, 3)))

    assert differences(expected, dump(address, history=False)) == []
