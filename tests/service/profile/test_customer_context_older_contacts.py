"""Open threads are those of all contacts, however many came later; the plain model reads them all."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profile_service.domain.context.history import FAMILIES, WINDOWS, History
from profile_service.domain.context.insights import Insights
from profile_service.domain.context.threads.thread import Thread
from profile_service.domain.sources.events import Event, Interaction, Json, Subject
from profile_service.domain.sources.items import EventDeletion, Item
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.ingestion.ingest import ingest
from profile_service.service.profile.customer_context import CustomerContext
from profile_service.service.profile.profile_reader import ProfileReader
from profile_service.store.engine.store import Store
from profile_service.store.places.address import Address
from tests.rig.graph import wipe
from tests.rig.open_matters import at, did
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio

_WINDOW = WINDOWS["contacts"]
_NOW = "2026-06-20T12:00:00.000000Z"
_RECORDS = [record(key, ("email", "ann@shop.org")) for key in ("desk:1", "crm:7")]
_LATER_CHATS = [
    replace(did(f"chat{n}", "chat", f"2026-{4 + n // 28:02d}-{1 + n % 28:02d}"), record="crm:7")
    for n in range(_WINDOW + 5)
]
_times = st.builds("2026-{:02d}-{:02d}T{:02d}:00:00.000000Z".format, st.integers(1, 6), st.integers(1, 28), st.just(8))
_MATTERS: Sequence[dict[str, Json]] = (
    {"subject": "Rusty hinge"},
    {"subject": "Re: rusty hinge"},
    {"subject": "Late parcel"},
    {"case_number": "0042", "subject": "Rusty hinge"},
    {"ticket": 7},
    {"case_id": "A9"},
    {},
)


@st.composite
def _contacts(draw: st.DrawFn) -> Event:
    """A call, a chat or a ticket, in any state and about any matter."""
    occurred_at = draw(_times)
    details: dict[str, Json] = dict(draw(st.sampled_from(_MATTERS)))
    details |= draw(st.sampled_from([{}, {"outcome": "solved"}, {"outcome": "told to wait"}]))
    kind = draw(st.sampled_from(["support_call", "chat", "support_ticket", "support_ticket"]))
    about: tuple[Subject, ...] = ()
    if kind == "support_ticket":
        details |= {"status": draw(st.sampled_from(["open", "pending", "solved"])), "updated_at": draw(_times)}
    if draw(st.booleans()):
        about = (Subject("Case", draw(st.sampled_from(["desk:7", "desk:A9", "crm:8"]))),)
        details |= draw(st.sampled_from([{}, {"number": "42"}]))
    record_key = draw(st.sampled_from(["desk:1", "crm:7"]))
    return Interaction("", record_key, kind, occurred_at, "phone", about=about, details=details)


def _named(events: list[Event]) -> list[Event]:
    return [replace(event, key=f"e{n}") for n, event in enumerate(events)]


def _earlier_version(event: Event) -> Event:
    """The event as its source stated it when it was new."""
    stated = {**event.details, "status": "new", "updated_at": event.occurred_at}
    return replace(event, details=stated) if event.stated_at > event.occurred_at else event


def _of_all_contacts(events: Sequence[Event], now: str) -> Insights:
    """What a history shows that holds every contact from before a moment."""
    kinds = touchpoints().kinds
    past = [event for event in events if event.occurred_at < now and kinds.family(event.kind) in FAMILIES["contacts"]]
    newest = sorted(past, key=lambda event: (event.occurred_at, event.key), reverse=True)
    return Insights(History(now, kinds, contacts=tuple(newest), order_states=order_states()))


async def _threads(store: Store, now: str = _NOW) -> list[Thread]:
    customer = await ProfileReader(store, None).customer(await profile_id(store, "desk:1"))
    assert customer
    return (await CustomerContext(customer, now).insights("openThreads")).threads


async def _load_in_batches(store: Store, items: Sequence[Item]) -> None:
    for start in range(0, len(items), 9):
        some = items[start : start + 9]
        await store.write(lambda tx, some=some: ingest(tx, some))  # type: ignore[misc]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(_contacts(), min_size=4, max_size=14).map(_named),
    st.sampled_from([_NOW, at("2026-05-20")]),
    st.integers(0, 10_000),
)
async def test_open_threads_are_those_of_all_contacts(
    store: Store, address: Address, events: list[Event], now: str, order: int
) -> None:
    wipe(address)
    deleted = order % 3
    versions = [*events, *map(_earlier_version, events), *_LATER_CHATS]
    things = [
        *(Item(n, (), (version,)) for n, version in enumerate(versions)),
        *(
            Item(99, event_deletions=(EventDeletion(event.key, "2026-12-01T00:00:00.000000Z"),))
            for event in events[:deleted]
        ),
    ]
    Random(order).shuffle(things)
    await load(store, *_RECORDS)

    await _load_in_batches(store, things)

    expected = _of_all_contacts([*events[deleted:], *_LATER_CHATS], now).threads
    assert await _threads(store, now) == expected
    await _load_in_batches(store, things[::-1])
    assert await _threads(store, now) == expected


async def test_call_that_names_the_number_of_a_case_belongs_to_its_conversation(store: Store) -> None:
    case = Subject("Case", "desk:A9", "Rusty hinge")
    ticket = did("ticket", "support_ticket", "2026-01-01", case, number="0042")
    waiting = did("waiting", "support_call", "2026-01-02", case, outcome="told to wait")
    solved = did("solved", "support_call", "2026-01-03", case_number=42, outcome="solved")
    contacts = [replace(event, record="desk:1") for event in (ticket, waiting, solved)]

    await load(store, *_RECORDS, *contacts[:2], *_LATER_CHATS)
    assert [thread.key for thread in await _threads(store)] == ["ticket"]
    await load(store, contacts[2])
    assert await _threads(store) == []


async def test_old_open_ticket_is_found_behind_many_contacts(store: Store) -> None:
    old = did("old", "support_ticket", "2022-03-01", status="pending", subject="Rusty hinge")
    await load(store, *_RECORDS, replace(old, record="desk:1"), *_LATER_CHATS)

    assert [thread.key for thread in await _threads(store)] == ["old"]
