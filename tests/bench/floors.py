"""The floor of a load: the same nodes, properties and links by bare UNWINDs, made ready before the clock starts.

Nothing is read, compared, resolved or counted.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import neo4j

from profile_service.domain.search.search_keys import search_keys
from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.items import Item
from profile_service.domain.sources.records import SourceRecord
from profile_service.service.declared.order_states import order_states
from profile_service.service.ingestion.batches import weight
from profile_service.store.places.address import Address
from profile_service.store.sources.event_rows import PROPERTIES, event_row
from tests.bench.quality import components

_Statement = tuple[str, list[dict[str, Any]]]

_IDENTIFIERS = "UNWIND $rows AS row MERGE (i:Identifier {key: row.key}) ON CREATE SET i += row"
_PROFILES = "UNWIND $rows AS row MERGE (p:Profile {id: row.id})"
_RECORDS = "UNWIND $rows AS row MERGE (r:SourceRecord {key: row.key}) SET r += row"
_OF = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
MATCH (p:Profile {id: row.profile})
CREATE (r)-[:OF]->(p)
"""
_HAS = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
MATCH (i:Identifier {key: row.identifier})
CREATE (r)-[:HAS {first_seen: row.seen, last_seen: row.seen}]->(i)
"""
_PURPOSES = "UNWIND $rows AS row MERGE (p:Purpose {key: row.key})"
_CONSENTED = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
MATCH (p:Purpose {key: row.properties.purpose})
CREATE (r)-[c:CONSENTED]->(p)
SET c = row.properties
"""
_PRODUCTS = "UNWIND $rows AS row MERGE (p:Product {key: row.key}) ON CREATE SET p.name = row.name"
_EVENTS = """
UNWIND $rows AS row
MATCH (r:SourceRecord {key: row.record})
CREATE (r)<-[:BY]-(e:Event:Interaction)
SET e = row.properties
"""
_SALES = _EVENTS.replace(":Interaction", ":Transaction")
_ABOUT = """
UNWIND $rows AS row
MATCH (e:Event {key: row.event})
MATCH (p:Product {key: row.product})
CREATE (e)-[:ABOUT]->(p)
"""
_LINES = """
UNWIND $rows AS row
MATCH (e:Event {key: row.event})
MATCH (p:Product {key: row.product})
CREATE (e)-[l:LINE]->(p)
SET l = row.properties
"""


def seconds(address: Address, items: Sequence[Item], rows: int) -> float:
    """How long the bare writes of these items take, in transactions of about `rows` rows."""
    people = {key: str(n) for n, group in enumerate(_groups(items)) for key in group}
    batches = [list(_statements(batch, people)) for batch in _batches(items, rows)]
    login = (address.user, address.password)
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=login, notifications_min_severity="OFF") as driver,
        driver.session(database=address.database) as session,
    ):
        start = time.perf_counter()
        for batch in batches:
            session.execute_write(_run, batch)
        return time.perf_counter() - start


def _run(tx: neo4j.ManagedTransaction, batch: list[_Statement]) -> None:
    for cypher, rows in batch:
        if rows:
            tx.run(cypher, rows=rows).consume()


def _groups(items: Iterable[Item]) -> list[frozenset[str]]:
    return components({record.key: record.identifiers for item in items for record in item.records})


def _batches(items: Iterable[Item], rows: int) -> Iterator[list[Item]]:
    batch: list[Item] = []
    held = 0
    for item in items:
        batch.append(item)
        held += weight(item)
        if held >= rows:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _statements(items: Iterable[Item], people: dict[str, str]) -> Iterator[_Statement]:
    records = [record for item in items for record in item.records]
    events = [event for item in items for event in item.events]
    identifiers = [identifier for record in records for identifier in record.identifiers]
    yield _IDENTIFIERS, [{"key": i.key, "type": i.type, "value": i.value} for i in identifiers]
    yield _PROFILES, [{"id": people[record.key]} for record in records]
    yield _RECORDS, [_record(record) for record in records]
    yield _OF, [{"record": record.key, "profile": people[record.key]} for record in records]
    yield _HAS, [{"record": r.key, "identifier": i.key, "seen": r.observed_at} for r in records for i in r.identifiers]
    consents = [consent for item in items for consent in item.consents]
    yield _PURPOSES, [{"key": purpose} for purpose in sorted({consent.purpose for consent in consents})]
    yield _CONSENTED, [_consented(consent) for consent in consents]
    sales = [event for event in events if isinstance(event, Transaction)]
    products = {s.key: s.name for event in events for s in event.about}
    products |= {line.product.key: line.product.name for sale in sales for line in sale.lines}
    yield _PRODUCTS, [{"key": key, "name": name} for key, name in products.items()]
    yield _EVENTS, [_event(event) for event in events if not isinstance(event, Transaction)]
    yield _SALES, [_event(sale) for sale in sales]
    yield _ABOUT, [{"event": event.key, "product": s.key} for event in events for s in event.about]
    yield _LINES, [row for sale in sales for row in _lines(sale)]


def _record(record: SourceRecord) -> dict[str, Any]:
    return {
        **search_keys(record)._asdict(),
        "key": record.key,
        "source": record.source,
        "record_id": record.record_id,
        "name": record.name,
        "attributes": record.attributes_text,
        "digest": record.digest,
        "observed_at": record.observed_at,
        "stub": record.stub,
        "version": 1,
    }


def _consented(consent: Consent) -> dict[str, Any]:
    address = consent.address.key if consent.address else None
    properties = consent._asdict() | {"record": None, "status": consent.status.value, "address": address}
    return {"record": consent.record, "properties": properties}


def _event(event: Event) -> dict[str, Any]:
    row = event_row(event, order_states())
    return {"record": event.record, "properties": dict(zip(PROPERTIES[row.label], row.values[1:], strict=True))}


def _lines(sale: Transaction) -> Iterator[dict[str, Any]]:
    for position, line in enumerate(sale.lines, start=1):
        amounts = {"quantity": line.quantity, "price_minor": line.price_minor, "discount_minor": line.discount_minor}
        properties = {"position": position, **amounts}
        yield {"event": sale.key, "product": line.product.key, "properties": properties}
