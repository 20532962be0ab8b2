"""The keys of the search, written into a store that was loaded before there were such keys, page by page."""

from collections.abc import Sequence
from typing import NamedTuple

from profile_service.domain.search.search_keys import SearchKeys
from profile_service.domain.values.identifiers import Identifier
from profile_service.store.engine.store import Rows, Store, WriteTransaction
from profile_service.store.sources.records import identifier_properties, identifier_row

_RECORDS = """
MATCH (r:SourceRecord)
WHERE r.key > $after
WITH r
ORDER BY r.key
LIMIT $limit
RETURN r.key AS key, r.source AS source, r.record_id AS id, r.attributes AS attributes,
  [(r)-[:HAS]->(i:Identifier) | i.key] AS identifiers
ORDER BY key
"""
_EVENTS = """
MATCH (e:Event)
WHERE e.key > $after
WITH e
ORDER BY e.key
LIMIT $limit
RETURN e.key AS key, e.kind AS kind, e.occurred_at AS at, e.details AS details, e.currency IS NOT NULL AS is_sale,
  e.number AS number,
  [(e)-[:ABOUT]->(c:Case) | c.key] AS cases
ORDER BY key
"""


async def records_after(store: Store, key: str, limit: int) -> Rows:
    """A page of records, by their keys: key, source, id, attributes (JSON), and the keys of their identifiers."""
    return await store.read(_RECORDS, after=key, limit=limit)


async def events_after(store: Store, key: str, limit: int) -> Rows:
    """A page of events, by their keys: key, kind, time, details (JSON), whether they are sales, number, keys of their
    cases. Those that their sources deleted have no kind."""
    return await store.read(_EVENTS, after=key, limit=limit)


_KEEP_KEYS = f"""
UNWIND $rows AS row
MATCH (r:SourceRecord {{key: row[0]}})
SET {", ".join(f"r.{name} = row[{place}]" for place, name in enumerate(SearchKeys._fields, start=1))}
"""
_KEEP_IDENTIFIERS = f"""
UNWIND $rows AS row
MATCH (i:Identifier {{key: row[0]}})
SET {identifier_properties("i")}
"""


async def keep_search_keys(
    tx: WriteTransaction, keys: Sequence[tuple[str, SearchKeys]], identifiers: Sequence[Identifier]
) -> None:
    """Write the keys of records (by their own key), and those of identifiers."""
    if keys:
        await tx.run(_KEEP_KEYS, rows=[[key, *of_record] for key, of_record in keys])
    if identifiers:
        await tx.run(_KEEP_IDENTIFIERS, rows=list(map(identifier_row, identifiers)))


class QuotedNumbers(NamedTuple):
    """The numbers of an event (key) that people quote, and the digits of them that people say alone."""

    event: str
    reference: str | None
    payment: str | None
    reference_digits: str | None = None
    number_digits: str | None = None


_KEEP_NUMBERS = """
UNWIND $rows AS row
MATCH (e:Event {key: row[0]})
SET e.reference_key = row[1], e.payment_key = row[2], e.reference_digits = row[3], e.number_digits = row[4]
"""


async def keep_quoted_numbers(tx: WriteTransaction, numbers: Sequence[QuotedNumbers]) -> None:
    if numbers:
        await tx.run(_KEEP_NUMBERS, rows=[list(each) for each in numbers])
