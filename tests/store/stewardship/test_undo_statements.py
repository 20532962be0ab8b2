"""Taking a load run back retracts the merges and permissions that it stated; withdrawals stay."""

import pytest

from profile_service.domain.sources.consents import Consent, ConsentStatus
from profile_service.domain.sources.items import Item, SourceMerge
from profile_service.service.stewardship.undo import RunUndoExecution
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.dump import differences, dump
from tests.rig.graph import links, nodes, run
from tests.rig.loading import load_as_run
from tests.rig.people import at, record

pytestmark = pytest.mark.anyio

_PEOPLE = (
    Item(2, (record("crm:1", ("email", "ann@shop.org"), day="2026-01-01"),)),
    Item(3, (record("crm:2", ("email", "bob@shop.org"), day="2026-01-01"),)),
)
_MERGED = Item(2, merges=(SourceMerge("crm:1", "crm:2", "merged in the CRM"),))


def _profiles(address: Address) -> dict[str, str]:
    return dict(run(address, "MATCH (r:SourceRecord)-[:OF]->(p:Profile) RETURN r.key, p.id"))


def _consent(record: str, status: ConsentStatus, day: str) -> Item:
    return Item(4, consents=(Consent(record, "marketing", "email", status, at(day), f"said on {day}"),))


async def test_merges_that_the_source_stated_are_taken_back(store: Store, address: Address) -> None:
    await load_as_run(store, "good", *_PEOPLE)
    before = _profiles(address)
    await load_as_run(store, "bad", _MERGED)
    assert len(set(_profiles(address).values())) == 1
    forecast = await RunUndoExecution(store, "bad", "ann").forecast()

    done = await RunUndoExecution(store, "bad", "ann").carry_out()

    assert (done.parted, done.deleted, done.emptied, done.restored) == (1, 0, 0, 1)
    assert _profiles(address) == before
    assert links(address, "SourceRecord.key", "SAME_AS", "SourceRecord.key", "retracted_by") == {
        ("crm:1", "crm:2", "ann")
    }
    assert (forecast.undoing.parted, forecast.impact.split) == (1, 1)


async def test_the_source_may_state_a_merge_again(store: Store, address: Address) -> None:
    """It may not state again what a steward retracted."""
    await load_as_run(store, "good", *_PEOPLE)
    await load_as_run(store, "bad", _MERGED)
    await RunUndoExecution(store, "bad", "ann").carry_out()

    await load_as_run(store, "mended", _MERGED)

    assert len(set(_profiles(address).values())) == 1


async def test_permissions_are_taken_back(store: Store, address: Address) -> None:
    """A record that the run created is deleted with its permission; another's earlier consent holds again."""
    await load_as_run(store, "good", *_PEOPLE, _consent("crm:1", ConsentStatus.WITHDRAWN, "2026-01-01"))
    before = dump(address, history=False)
    new = Item(3, (record("crm:3", ("email", "eve@shop.org"), day="2026-02-01"),))
    granted = [_consent(f"crm:{n}", ConsentStatus.GRANTED, "2026-02-01") for n in (1, 2, 3)]
    await load_as_run(store, "bad", new, *granted)
    assert (await RunUndoExecution(store, "bad", "ann").count()).consents == 3

    done = await RunUndoExecution(store, "bad", "ann").carry_out()

    assert (done.consents, done.deleted, done.emptied) == (3, 1, 0)
    assert differences(before, dump(address, history=False)) == []


async def test_withdrawals_stay(store: Store, address: Address) -> None:
    await load_as_run(store, "good", *_PEOPLE, _consent("crm:1", ConsentStatus.GRANTED, "2026-01-01"))
    new = Item(3, (record("crm:3", ("email", "eve@shop.org"), day="2026-02-01"),))
    forbidden = [_consent(f"crm:{n}", ConsentStatus.WITHDRAWN, "2026-02-01") for n in (1, 3)]
    await load_as_run(store, "bad", new, *forbidden)

    done = await RunUndoExecution(store, "bad", "ann").carry_out()

    assert (done.consents, done.deleted, done.emptied) == (0, 0, 1)
    assert links(address, "SourceRecord.key", "CONSENTED", "Purpose.key", "status") == {
        ("crm:1", "marketing", "withdrawn"),
        ("crm:3", "marketing", "withdrawn"),
    }
    assert ("crm:3", True) in nodes(address, "SourceRecord", "key", "stub")
