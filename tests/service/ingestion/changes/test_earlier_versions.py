"""Former claims and their dates: decided by the versions of a record, not by which of them arrive together."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profile_service.domain.sources.records import REMOVED, SourceRecord
from profile_service.service.resolution.rules_apply import RulesApplication
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import run, wipe
from tests.rig.people import at, load, record
from tests.rig.rulings import PACKAGED, ruled

pytestmark = pytest.mark.anyio

_CARD, _SPELLED, _MAIL = ("loyalty_id", "KX-204"), ("loyalty_id", "kx204"), ("email", "mirela@post.example")
_OTHER = ("phone", "+34912345678")
_MARCH, _MAY, _JULY, _AUGUST = "2025-03-01", "2025-05-01", "2025-07-01", "2025-08-01"


def _former(address: Address) -> dict[str, str]:
    """Key of each identifier that is no longer stated → the latest time at which it was."""
    return dict(run(address, "MATCH ()-[h:HAS]->(i) WHERE h.stated_until IS NOT NULL RETURN i.key, h.stated_until"))


async def test_canonical_form_is_dated_by_its_latest_spelling(store: Store, address: Address) -> None:
    """Also where a version without a time came between."""
    for version in (
        record("crm:1", _CARD, day=_MARCH),
        record("crm:1", _SPELLED),
        record("crm:1", _OTHER),
    ):
        await load(store, version)

    assert _former(address) == {
        "loyalty_id:KX-204": at(_MARCH),
        "loyalty_id:kx204": "",
        "loyalty_id_folded:kx204": at(_MARCH),
    }


async def test_what_a_version_confirms_counts_where_the_next_one_arrives_with_it(
    store: Store, address: Address
) -> None:
    await load(store, record("crm:1", _MAIL, day=_MARCH))
    await load(store, record("crm:1", _MAIL, day=_MAY), record("crm:1", _OTHER, day=_JULY))
    assert _former(address) == {"email:mirela@post.example": at(_MAY)}


async def test_date_outlives_versions_without_a_time(store: Store, address: Address) -> None:
    for version in (record("crm:1", _MAIL, day=_MAY), record("crm:1", _MAIL, name="M."), record("crm:1", _OTHER)):
        await load(store, version)
    assert _former(address) == {"email:mirela@post.example": at(_MAY)}


async def test_other_canonical_forms_are_dated_by_what_they_are_derived_from(store: Store, address: Address) -> None:
    """Where the rules let another spelling lead to the same form."""
    await RulesApplication(store, "ann").apply(ruled(ignore="[case]"), "rules.yaml")
    await load(store, record("crm:1", ("loyalty_id", "KX204"), day=_MARCH))
    await load(store, record("crm:1", _CARD, day=_MAY))
    assert _former(address) == {"loyalty_id:KX204": at(_MARCH), "loyalty_id_folded:kx204": at(_MARCH)}

    await RulesApplication(store, "ann").apply(PACKAGED, "rules.yaml")

    assert _former(address) == {"loyalty_id:KX204": at(_MARCH)}


async def test_removal_and_a_statement_of_one_time_end_alike_in_any_batches(store: Store, address: Address) -> None:
    """What is as old as the removal goes with the version that states it, and an older version brings it back never."""
    removal = record("crm:1", day=_MAY, loyalty_id=REMOVED)
    versions = [removal, record("crm:1", _MAIL, _CARD, day=_MAY), record("crm:1", name="Mirela")]
    older = record("crm:1", _SPELLED, day=_MARCH)
    for batches in (
        [[each] for each in versions],
        [versions],
        [versions[:1], versions[1:]],
        [versions[:2], versions[2:]],
    ):
        wipe(address)
        for batch in [*batches, [older]]:
            await load(store, *batch)
        assert _former(address) == {"email:mirela@post.example": at(_MAY)}


async def test_removal_without_a_time_forgets_no_time_of_another(store: Store, address: Address) -> None:
    removals = [record("crm:1", _MAIL, day=_MAY, loyalty_id=REMOVED), record("crm:1", loyalty_id=REMOVED)]
    versions = [*removals, record("crm:1", _CARD, day=_MAY), record("crm:1")]
    for batches in ([[each] for each in versions], [versions], [versions[:2], versions[2:]]):
        wipe(address)
        for batch in batches:
            await load(store, *batch)
        assert _former(address) == {"email:mirela@post.example": at(_MAY)}


async def test_what_a_version_without_a_time_states_outlives_one_as_old_as_a_removal(
    store: Store, address: Address
) -> None:
    versions = [
        record("crm:1", day=_MAY, loyalty_id=REMOVED),
        record("crm:1", _CARD, name="Mirela"),
        record("crm:1", _CARD, day=_MAY),
        record("crm:1", _MAIL, day="2025-06-01"),
    ]
    for batches in (
        [[each] for each in versions],
        [versions],
        [versions[:2], versions[2:]],
        [versions[:3], versions[3:]],
    ):
        wipe(address)
        for batch in batches:
            await load(store, *batch)
        assert _former(address) == {"loyalty_id:KX-204": "", "loyalty_id_folded:kx204": ""}


_identifiers = st.sets(st.sampled_from([_CARD, _SPELLED, _MAIL, _OTHER]), max_size=3)
_days = st.none() | st.integers(1, 6).map(lambda month: date(2025, month, 1).isoformat())
_names = st.sampled_from(["", "Mirela", "Mirela Ionescu"])


@st.composite
def _versions(draw: st.DrawFn) -> SourceRecord:
    attributes = {"name": draw(_names)}
    if draw(st.integers(0, 5)) == 0:
        attributes["loyalty_id"] = REMOVED
    identifiers = [i for i in sorted(draw(_identifiers)) if i[0] not in attributes]
    return record("crm:1", *identifiers, day=draw(_days), **{name: text for name, text in attributes.items() if text})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(_versions(), min_size=2, max_size=7), edges=st.sets(st.integers(1, 6)))
async def test_versions_make_the_same_claims_one_by_one_and_together(
    store: Store, address: Address, versions: list[SourceRecord], edges: set[int]
) -> None:
    states = []
    for batches in (_batches(versions, range(len(versions))), _batches(versions, edges)):
        wipe(address)
        for batch in batches:
            await load(store, *batch)
        states.append((set(run(address, "MATCH ()-[h:HAS]->(i) RETURN i.key, i.holders")), _former(address)))
    assert states[0] == states[1]


def _batches(versions: Sequence[SourceRecord], edges: Collection[int]) -> Iterator[Sequence[SourceRecord]]:
    """The versions in their order, parted before the positions in `edges`."""
    ends = sorted({0, len(versions), *(edge for edge in edges if edge < len(versions))})
    return (versions[a:b] for a, b in pairwise(ends))
