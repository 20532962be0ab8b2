"""An event that its source deleted says nothing any more, whatever is loaded first."""

from itertools import permutations

import pytest

from profile_service.domain.profile.timelines import EventFilter
from profile_service.domain.sources.counts import Counts, Outcome
from profile_service.domain.sources.events import Event, Interaction
from profile_service.domain.sources.items import EventDeletion, Item
from profile_service.service.ingestion.changes.change_detection import detect_event_changes
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.ingestion.prepared_items import prepare_item
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store
from profile_service.store.sources.event_rows import deletion_time
from profile_service.store.sources.stored_versions import StoredVersions
from tests.rig.people import at, record

pytestmark = pytest.mark.anyio
LOADED, CHANGED, UNCHANGED = Outcome.LOADED, Outcome.CHANGED, Outcome.UNCHANGED
_KEY, _NOW = "desk:ticket:1", at("2026-11-28")


def _ticket(day: str | None = None, status: str = "open", key: str = _KEY) -> Event:
    details = {"status": status} | ({"updated_at": at(day)} if day else {})
    return Interaction(key, "desk:1", "support_ticket", at("2026-01-01"), "web", details=details)


def _gone(day: str | None) -> EventDeletion:
    return EventDeletion(_KEY, at(day) if day else None)


def _item(what: Event | EventDeletion) -> Item:
    return Item(2, event_deletions=(what,)) if isinstance(what, EventDeletion) else Item(2, events=(what,))


def _outcomes(*brought: Event | EventDeletion) -> tuple[list[Outcome], str | None]:
    """The outcome of each, and when the event was deleted in the end."""
    outcomes = [UNCHANGED] * len(brought)
    items = [prepare_item(_item(what)) for what in brought]
    changes = detect_event_changes(items, StoredVersions({}, {}), outcomes, _NOW)
    return changes.outcomes, deletion_time(changes.digests[_KEY])


@pytest.mark.parametrize(
    ("deleted", "last", "in_the_end"),
    [
        ("2026-01-05", "2026-01-04", "2026-01-05"),
        ("2026-01-05", "2026-01-05", "2026-01-05"),
        ("2026-01-05", "2026-01-06", None),
    ],
)
def test_later_of_deletion_and_version_stays(deleted: str, last: str, in_the_end: str | None) -> None:
    told: list[Event | EventDeletion] = [_gone(deleted), _ticket(last)]
    for order in permutations(told):
        assert _outcomes(*order)[1] == (at(in_the_end) if in_the_end else None)


def test_order_of_loading_makes_no_difference() -> None:
    told: list[Event | EventDeletion] = [
        _ticket("2026-01-02"),
        _gone("2026-01-03"),
        _gone("2026-01-05"),
        _ticket("2026-01-04", "solved"),
    ]
    assert {_outcomes(*order)[1] for order in permutations(told)} == {at("2026-01-05")}


def test_deletion_counts_once() -> None:
    assert _outcomes(_ticket(), _gone("2026-01-05"), _gone("2026-01-05"))[0] == [LOADED, CHANGED, UNCHANGED]
    assert _outcomes(_gone("2026-01-05"), _gone("2026-01-06"), _ticket())[0] == [LOADED, UNCHANGED, UNCHANGED]
    assert _outcomes(_gone("2026-01-05"), _ticket("2026-01-06"))[0] == [LOADED, CHANGED]


def test_deletion_without_a_time_is_of_now() -> None:
    assert _outcomes(_ticket("2026-01-05"), _gone(None), _gone(None)) == ([LOADED, CHANGED, UNCHANGED], _NOW)
    assert _outcomes(_gone("2026-01-05"), _gone(None)) == ([LOADED, UNCHANGED], at("2026-01-05"))


async def test_deleted_event_counts_nowhere(store: Store) -> None:
    person, spam = record("desk:1", ("email", "lea@ohm.example")), _ticket("2026-01-02")
    kept = _ticket(key="desk:ticket:2")

    async def load(*items: Item) -> Counts:
        return await store.write(lambda tx: ingest(tx, items))

    async def shown() -> tuple[int, list[str]]:
        customer = await ProfileReader(store, None).customer_by("email", "lea@ohm.example")
        assert customer
        page = await customer.timeline(EventFilter(), 10, None)
        return sum(tally.count for r in customer.profile.records for tally in r.tallies), [e.key for e in page.events]

    await load(Item(1, records=(person,)), _item(spam), _item(kept))
    assert await shown() == (2, ["desk:ticket:2", _KEY])
    gone = _item(_gone("2026-01-03"))
    assert await load(gone) == Counts(read=1, changed=1)
    assert await shown() == (1, ["desk:ticket:2"])
    assert await load(gone, _item(spam)) == Counts(read=2, unchanged=2)
    assert await shown() == (1, ["desk:ticket:2"])
    back = _item(_ticket("2026-01-04"))
    assert await load(back) == Counts(read=1, changed=1)
    assert await shown() == (2, ["desk:ticket:2", _KEY])
    assert await load(gone, back) == Counts(read=2, unchanged=2)


async def test_profile_of_a_deleted_event_is_said_to_change(store: Store) -> None:
    await store.write(lambda tx: ingest(tx, [Item(1, records=(record("desk:1", ("email", "lea@ohm.example")),))]))
    await store.write(lambda tx: ingest(tx, [_item(_ticket())]))
    feed = ProfileReader(store, None).feed
    before = len((await feed.page(100, None)).changes)
    await store.write(lambda tx: ingest(tx, [_item(_gone("2026-01-03"))]))
    assert len((await feed.page(100, None)).changes) == before + 1
