"""An open ticket is found behind however many later contacts, wherever they came from, and goes with its record."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from profile_service.domain.sources.counts import Counts
from profile_service.domain.sources.events import Subject
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.profile.customer_context import CustomerContext
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.service.stewardship.stewardship import Stewardship
from profile_service.store.engine.store import Store
from tests.rig.open_matters import did
from tests.rig.people import items, load, profile_id, record
from tests.rig.stewards import command

pytestmark = pytest.mark.anyio

_NOW = "2026-11-01T09:00:00.000000Z"
_OLD = replace(did("old", "support_ticket", "2022-03-01", status="pending", subject="Rusty hinge"), record="desk:1")
_CALLS = [
    replace(
        did(f"call{n}", "support_call", f"2026-{1 + n // 28:02d}-{1 + n % 28:02d}", topic=f"no {n}"), record="pbx:9"
    )
    for n in range(60)
]


async def _open_threads(store: Store, of: str, now: str = _NOW) -> Mapping[str, int]:
    """The key of each open thread, with its number of contacts; of the customer who has a record (key)."""
    customer = await ProfileReader(store, None).customer(await profile_id(store, of))
    assert customer
    insights = await CustomerContext(customer, now).insights("openThreads")
    return {thread.key: len(thread.evidence) for thread in insights.threads}


async def test_open_ticket_goes_with_its_record(store: Store) -> None:
    await load(store, record("desk:1"), record("pbx:9"), *_CALLS, _OLD)
    ours, theirs = await profile_id(store, "desk:1"), await profile_id(store, "pbx:9")

    await Stewardship(store).merge([ours, theirs], command())
    assert await _open_threads(store, "pbx:9") == {"old": 1}

    await Stewardship(store).split(await profile_id(store, "desk:1"), ["pbx:9"], command())
    assert await _open_threads(store, "pbx:9") == {}
    assert await _open_threads(store, "desk:1") == {"old": 1}


async def test_thread_holds_all_contacts_of_its_case(store: Store) -> None:
    case = Subject("Case", "desk:7", "Rusty hinge")
    ticket = did("ticket", "support_ticket", "2025-12-01", case, status="open")
    calls = [did("first", "support_call", "2025-12-02", case), did("last", "support_call", "2026-10-01", case)]
    of_case = [replace(ticket, record="pbx:9"), *(replace(call, record="pbx:9") for call in calls)]
    await load(store, record("pbx:9"), *_CALLS, *of_case)

    assert await _open_threads(store, "pbx:9") == {"ticket": 3}


@pytest.mark.parametrize(
    ("now", "threads"), [("2022-03-01T08:00:00.000000Z", {}), ("2026-03-01T08:00:00.000000Z", {"old": 1}), (_NOW, {})]
)
async def test_ticket_was_open_until_it_was_solved(store: Store, now: str, threads: Mapping[str, int]) -> None:
    solved = replace(_OLD, details={**_OLD.details, "status": "solved", "updated_at": "2026-10-02T08:00:00Z"})
    await load(store, record("desk:1"), solved, *(replace(call, record="desk:1") for call in _CALLS))

    assert await _open_threads(store, "desk:1", now) == threads


async def test_loading_again_finds_tickets_of_an_earlier_release(store: Store) -> None:
    calls = [replace(call, record="desk:1") for call in _CALLS]
    await load(store, record("desk:1"), _OLD, *calls)
    await store.write(lambda tx: tx.run(_FORGET, key="old", digest=_OLD.digest))
    assert await _open_threads(store, "desk:1") == {}

    counts = await store.write(lambda tx: ingest(tx, items(record("desk:1"), _OLD, *calls)))

    assert counts == Counts(read=62, changed=1, unchanged=61)
    assert await _open_threads(store, "desk:1") == {"old": 1}


_FORGET = """
MATCH (e:Event {key: $key})
SET e.open_timeline = null, e.matter = null, e.digest = $digest
"""
