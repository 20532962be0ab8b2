"""Customers of two records, some of them with 20 events, written straight into a store, for loading so many takes long:
what a load asks about stored versions and identity is known of them. Rows and events are written as loaders do, and
`assert_as_loaded` compares the outcome with that of a load."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

from profile_service.domain.search.search_keys import domain_words
from profile_service.domain.sources.items import Item
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.stewardship.changes import Change, ChangeKind
from profile_service.domain.values.times import utc_now
from profile_service.service.ingestion.load import FileToLoad, Load, LoadRunner
from profile_service.service.ingestion.prepared_items import prepare_item
from profile_service.store.engine.store import Store, WriteTransaction
from profile_service.store.places.address import Address
from profile_service.store.search.dictionary import keep_words
from profile_service.store.sources import events
from profile_service.store.sources.event_rows import EventRow
from profile_service.store.sources.record_rows import PROPERTIES, RecordRow, record_row
from profile_service.store.sources.records import IDENTIFIER_PROPERTIES, identifier_row
from tests.bench import customers
from tests.bench.million import people
from tests.rig.dump import differences, dump
from tests.rig.graph import wipe

EVENTS = 20
_SOURCES = ("bench", "crm")
_CUSTOMERS_AT_ONCE, _HISTORIES_AT_ONCE = 500, 100
_COMPARED = 60


def _properties(names: Sequence[str], first: int) -> str:
    """Cypher: properties whose values are in a `row`, from a place on."""
    return ", ".join(f"{name}: row[{place}]" for place, name in enumerate(names, start=first))


_SECOND = 1 + len(PROPERTIES)
_EMAIL = _SECOND + len(PROPERTIES)
_PHONE = _EMAIL + len(IDENTIFIER_PROPERTIES)
_SEEN = "{first_seen: $now, last_seen: $now}"
_UPKEEP = "version: 1, created_at: $now, updated_at: $now"
# A row: the profile's id, the values of both records, of the e-mail, which both have, and of the first one's phone.
_WRITE = f"""
UNWIND $rows AS row
CREATE (p:Profile {{id: row[0], {_UPKEEP}}})
CREATE (r:SourceRecord {{{_UPKEEP}, {_properties(PROPERTIES, 1)}}})
CREATE (s:SourceRecord {{{_UPKEEP}, {_properties(PROPERTIES, _SECOND)}}})
CREATE (e:Identifier {{holders: 2, {_properties(IDENTIFIER_PROPERTIES, _EMAIL)}}})
CREATE (t:Identifier {{holders: 1, {_properties(IDENTIFIER_PROPERTIES, _PHONE)}}})
CREATE (r)-[:OF]->(p)
CREATE (s)-[:OF]->(p)
CREATE (r)-[:HAS {_SEEN}]->(e)
CREATE (s)-[:HAS {_SEEN}]->(e)
CREATE (r)-[:HAS {_SEEN}]->(t)
"""


async def write_customers(store: Store, everyone: Iterator[SourceRecord], count: int) -> None:
    """The next customers, without events."""
    remaining = islice(everyone, count)
    # While the store writes, a thread prepares the next.
    reading = asyncio.create_task(asyncio.to_thread(_next_customers, remaining))
    while prepared := await reading:
        reading = asyncio.create_task(asyncio.to_thread(_next_customers, remaining))
        await _write_customers(store, prepared)


async def write_histories(store: Store, numbers: Sequence[int], events_each: int = EVENTS) -> None:
    """The events of the customers of these numbers, who have none yet."""
    starts = range(0, len(numbers), _HISTORIES_AT_ONCE)
    batches = (numbers[start : start + _HISTORIES_AT_ONCE] for start in starts)
    reading = asyncio.create_task(asyncio.to_thread(_next_events, batches, events_each))
    while rows := await reading:
        reading = asyncio.create_task(asyncio.to_thread(_next_events, batches, events_each))
        await _write_events(store, rows)


async def assert_as_loaded(store: Store, address: Address, folder: Path) -> None:
    """Fails where customers that were written differ from the same ones loaded. The store is empty afterwards."""
    wipe(address)
    await write_customers(store, people(_COMPARED), _COMPARED)
    await write_histories(store, range(0, _COMPARED, 2))
    written = dump(address)
    wipe(address)
    await LoadRunner(store, folder).run(Load("bench", "bench", [FileToLoad(Path("grown"), "", 0, lambda _: _items())]))
    differing = differences(dump(address), written)
    assert not differing, "\n".join(differing)
    wipe(address)


def _items() -> Iterator[Item]:
    for person in people(_COMPARED):
        yield from (Item(1, (record,)) for record in _records(person))
    for number in range(0, _COMPARED, 2):
        yield from _history(number, EVENTS)


def _records(person: SourceRecord) -> tuple[SourceRecord, SourceRecord]:
    """Both records of a person: the second one has the name, the city and the e-mail."""
    attributes = {name: person.attribute(name) for name in ("given_name", "family_name", "city")}
    email, _ = person.identifiers
    return person, replace(person, source=_SOURCES[1], attributes=attributes, identifiers=(email,))


def _history(number: int, events_each: int) -> Iterator[Item]:
    return customers.history(Random(number), str(number), events_each, _SOURCES)


def _next_customers(people: Iterator[SourceRecord]) -> list[tuple[SourceRecord, list[RecordRow]]]:
    return [(each, list(map(record_row, _records(each)))) for each in islice(people, _CUSTOMERS_AT_ONCE)]


def _next_events(batches: Iterator[Sequence[int]], events_each: int) -> list[EventRow]:
    items = (item for number in next(batches, ()) for item in _history(number, events_each))
    return [event for item in items for event in prepare_item(item).events]


async def _write_customers(store: Store, prepared: Sequence[tuple[SourceRecord, list[RecordRow]]]) -> None:
    rows: list[list[object]] = []
    words: dict[str, str] = {}
    for person, records in prepared:
        identifiers = [value for each in person.identifiers for value in identifier_row(each)]
        rows.append([person.key, *(value for record in records for value in record.values), *identifiers])
        for record in records:
            words |= dict.fromkeys(record.words | domain_words(record.identifiers), record.key)

    async def work(tx: WriteTransaction) -> None:
        await tx.run(_WRITE, rows=rows, now=utc_now())
        await keep_words(tx, words)
        tx.changes += [Change(person.key, ChangeKind.CREATED) for person, _ in prepared]

    await store.write(work, actor="bench")


async def _write_events(store: Store, rows: Sequence[EventRow]) -> None:
    async def work(tx: WriteTransaction) -> None:
        await events.keep_subjects(tx, {subject for row in rows for subject in row.subjects})
        attached = await events.attach(tx, rows)
        assert not attached.missing
        tx.changes += [Change(id, ChangeKind.EVENTS) for id in sorted(attached.profiles)]

    await store.write(work, actor="bench")
