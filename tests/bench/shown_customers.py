"""Customers to open in the console: ordinary ones of three records, one with a long history, and one of very many
records. Each has a phone that can be dialled, by which a telephone names them."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from profile_service.domain.sources.items import Item
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import utc_text
from profile_service.service.ingestion.load import FileToLoad, Load
from tests.bench.customers import SOURCES, START, history

LONG_PHONE, BROAD_PHONE = "+14153000001", "+14153000002"
_EVENTS = 40
# Below the hub cap, and within the limit of values that one customer may hold of a type.
_HOLDERS, _VALUES = 19, 5


def phone(number: int) -> str:
    return f"+1415{2_000_000 + number}"


def load(count: int, long: int, broad: int) -> Load:
    """`count` ordinary customers of 40 events each, one of `long` events, and one of `broad` records."""
    asked = (count, long, broad)
    return Load("bench", "bench", [FileToLoad(Path("shown"), f"{asked}", 0, lambda _: _items(*asked))])


def _items(count: int, long: int, broad: int) -> Iterator[Item]:
    random = Random(5)
    for number in range(count):
        yield from _customer(random, f"shown{number}", phone(number), _EVENTS)
    yield from _customer(random, "shown-long", LONG_PHONE, long)
    yield from _broad(random, broad)


def _customer(random: Random, id: str, phone: str, events: int) -> Iterator[Item]:
    identifiers = (Identifier("phone", phone), Identifier("email", f"{id}@post.example.org"))
    for source in SOURCES:
        yield _record(source, id, *identifiers)
    yield from history(random, id, events)


def _broad(random: Random, records: int) -> Iterator[Item]:
    """Groups of records that share an identifier; the last of each group has that of the next one as well."""
    for number in range(records):
        group, place = divmod(number, _HOLDERS)
        claims = [_shared(group)] + [_shared(group + 1)] * (place == _HOLDERS - 1)
        yield _record("shop", f"broad{number}", *claims, *([Identifier("phone", BROAD_PHONE)] * (number == 0)))
    yield from history(random, "broad0", _EVENTS, sources=("shop",))


def _shared(group: int) -> Identifier:
    return Identifier(f"card{group // _VALUES}_id", f"B-{group}")


def _record(source: str, id: str, *identifiers: Identifier) -> Item:
    attributes = {"given_name": "Maria", "family_name": "Oliveira", "city": "Springfield", "country": "US"}
    return Item(1, (SourceRecord(source, id, attributes, identifiers, utc_text(START)),))
