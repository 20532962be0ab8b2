"""What a store lacks that was loaded before customers could be searched in all ways."""

from collections.abc import Callable

import orjson

from profile_service.domain.search.references import digits_key, payment_key, reference_digits, reference_key
from profile_service.domain.search.search_keys import dictionary_words, domain_words, search_keys
from profile_service.domain.sources.events import Interaction, Subject, Transaction
from profile_service.domain.sources.order_states import MONEY_FAMILIES
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.store.engine.store import Row, Rows, Store, WriteTransaction
from profile_service.store.search import dictionary, older_stores
from profile_service.store.search.older_stores import QuotedNumbers

_AT_ONCE = 500


async def complete_search_keys(store: Store, progress: Callable[[int], None] = lambda _: None) -> int:
    """Write the search's keys of all records and events, and its dictionary; returns how many there are. Running it
    again changes nothing; readers and loads may go on meanwhile. `progress` is told the number so far."""
    done, after = 0, ""
    while rows := await older_stores.records_after(store, after, _AT_ONCE):
        await _complete_records(store, rows)
        done, after = done + len(rows), rows[-1]["key"]
        progress(done)
    after = ""
    while rows := await older_stores.events_after(store, after, _AT_ONCE):
        await _complete_events(store, rows)
        done, after = done + len(rows), rows[-1]["key"]
        progress(done)
    return done


async def _complete_records(store: Store, rows: Rows) -> None:
    records = {row["key"]: _record(row) for row in rows}
    keys = {key: search_keys(record) for key, record in records.items()}
    identifiers = sorted({identifier for record in records.values() for identifier in record.identifiers})
    holders: dict[str, str] = {}
    for key, record in records.items():
        holders |= dict.fromkeys(dictionary_words(record, keys[key]) | domain_words(record.identifiers), key)

    async def write(tx: WriteTransaction) -> None:
        await older_stores.keep_search_keys(tx, list(keys.items()), identifiers)
        await dictionary.keep_words(tx, holders)

    await store.write(write)


async def _complete_events(store: Store, rows: Rows) -> None:
    numbers = [each for each in map(_numbers, (row for row in rows if row["kind"])) if any(each[1:])]
    if numbers:
        await store.write(lambda tx: older_stores.keep_quoted_numbers(tx, numbers))


def _record(row: Row) -> SourceRecord:
    attributes = orjson.loads(row["attributes"]) if row["attributes"] else {}
    return SourceRecord(row["source"], row["id"], attributes, tuple(map(Identifier.from_key, row["identifiers"])))


def _numbers(row: Row) -> QuotedNumbers:
    about = tuple(Subject("Case", key) for key in row["cases"])
    details = orjson.loads(row["details"]) if row["details"] else {}
    kind = Transaction if row["is_sale"] else Interaction
    event = kind(row["key"], "", row["kind"], row["at"] or "", about=about, details=details)
    if isinstance(event, Transaction):
        digits = digits_key(row["number"]) if row["number"] else None
        return QuotedNumbers(event.key, reference_key(event), payment_key(event), number_digits=digits)
    reference = reference_key(event, is_payment=touchpoints().kinds.family(event.kind) in MONEY_FAMILIES)
    return QuotedNumbers(event.key, reference, None, reference_digits(event, reference))
