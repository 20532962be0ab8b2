"""Events by what people quote: their keys, and the numbers of orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from profile_service.domain.search.references import number_key
from profile_service.domain.sources.events import Event, Transaction
from profile_service.store.engine.store import Row, Store
from profile_service.store.profile.timeline_events import event, event_columns

Stored = TypeVar("Stored", bound=Event)
NUMBER_LIMIT = 100
"""So many transactions of one number are read: each shop may have it, and its returns have it too."""


@dataclass(frozen=True, slots=True)
class NumberOfRecords:
    """A number that people quote, and the keys of the records whose transactions may have it."""

    number: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProfileEvent(Generic[Stored]):
    """An event, and the id of the profile that it belongs to now."""

    profile: str
    event: Stored


_EVENT = f"owner.id AS profile, r.key AS record, {event_columns(with_lines=True)} AS event"
_BY_KEY = f"""
MATCH (e:Event {{key: $key}})-[:BY]->(r:SourceRecord)-[:OF]->(owner:Profile)
RETURN {_EVENT}
"""


async def event_by_key(store: Store, key: str) -> ProfileEvent[Event] | None:
    """The event with this key; None where there is none, or its source deleted it."""
    rows = await store.read(_BY_KEY, key=key)
    return ProfileEvent(rows[0]["profile"], _event(rows[0])) if rows else None


# USING INDEX: Neo4j would choose by its last sample of the indexes, which a load may outdate.
_BY_NUMBER = f"""
MATCH (e:Transaction {{number_key: $number}})-[:BY]->(r:SourceRecord)-[:OF]->(owner:Profile)
USING INDEX e:Transaction(number_key)
RETURN {_EVENT}
LIMIT {NUMBER_LIMIT}
"""


async def transactions_by_number(store: Store, number: str) -> list[ProfileEvent[Transaction]]:
    """The transactions with a number, sorted by key; case and a `#` make no difference."""
    rows = await store.read(_BY_NUMBER, number=number_key(number))
    stored = [(row["profile"], _event(row)) for row in rows]
    sales = [ProfileEvent(profile, sale) for profile, sale in stored if isinstance(sale, Transaction)]
    return sorted(sales, key=lambda each: each.event.key)


_OF_RECORDS = f"""
UNWIND $asked AS asked
MATCH (e:Transaction {{number_key: asked.number}})-[:BY]->(r:SourceRecord)
USING INDEX e:Transaction(number_key)
WHERE r.key IN asked.records
RETURN asked.place AS place, r.key AS record, {event_columns(with_lines=True)} AS event
"""


async def transactions_of_each(store: Store, keys: Sequence[NumberOfRecords]) -> list[list[Event]]:
    """For each number the transactions that the records have of it. Costs one statement, however many there are."""
    asked = [
        {"place": place, "number": number_key(key.number), "records": list(key.records)}
        for place, key in enumerate(keys)
    ]
    transactions: list[list[Event]] = [[] for _ in keys]
    for row in await store.read(_OF_RECORDS, asked=asked):
        transactions[row["place"]].append(_event(row))
    return transactions


def _event(row: Row) -> Event:
    return event(row["record"], row["event"])
