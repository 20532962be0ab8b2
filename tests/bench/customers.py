"""Customers to read: many ordinary ones, and one with a long history, all of three records each."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from profile_service.domain.sources.events import Event, Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.times import utc_text
from profile_service.service.ingestion.load import FileToLoad, Load

LONG = "long@mail.example.org"
REGULAR = "regular@mail.example.org"
REGULAR_EVENTS = 400
"""As many as a first page, a context and the counts by month can show, so that what LONG costs more follows its
history."""
SOURCES = ("shop", "crm", "desk")
_KINDS = ("review", "wishlist", "coupon_scan", "support_call", "page_view")
START = datetime(2024, 1, 1, tzinfo=UTC)
_TWO_YEARS = 2 * 365 * 24 * 3600


def email(number: int) -> str:
    return f"customer{number}@mail.example.org"


def load(count: int, events: int, long: int, others: int = 0, regular: int = 0) -> Load:
    """`count` customers with `events` events each, LONG with `long` of them, REGULAR with `regular`, and others who did
    nothing yet."""
    asked = (count, events, long, others, regular)
    return Load("bench", "bench", [FileToLoad(Path("customers"), f"{asked}", 0, lambda _: _items(*asked))])


def _items(count: int, events: int, long: int, others: int, regular: int) -> Iterator[Item]:
    random = Random(3)
    for number in range(others):
        yield Item(1, (_record("shop", f"other{number}", f"other{number}@mail.example.org"),))
    for number in range(count):
        yield from customer(random, f"c{number}", email(number), events)
    yield from customer(random, "long", LONG, long)
    if regular:
        yield from customer(random, "regular", REGULAR, regular)


def customer(random: Random, id: str, address: str, events: int) -> Iterator[Item]:
    """Three records of one person, who did so much."""
    for source in SOURCES:
        yield Item(1, (_record(source, id, address),))
    yield from history(random, id, events)


def history(
    random: Random, id: str, events: int, sources: Sequence[str] = SOURCES, key: str | None = None
) -> Iterator[Item]:
    """What a customer did within two years, by records of these sources in turn. `key`: what the keys of the events
    begin with, else the id."""
    for number in range(events):
        seconds = number * _TWO_YEARS // events + random.randrange(600)
        at = utc_text(START + timedelta(seconds=seconds))
        yield Item(1, (), (_event(random, f"{sources[number % len(sources)]}:{id}", f"{key or id}-{number}", at),))


def _record(source: str, id: str, address: str) -> SourceRecord:
    attributes = {"given_name": "Ann", "family_name": f"Smith {id}", "city": "Springfield", "country": "US"}
    identifiers = (Identifier("email", address), Identifier(f"{source}_id", id), Identifier("phone", f"+1415{id}"))
    return SourceRecord(source, id, attributes, identifiers, utc_text(START))


def _event(random: Random, record: str, key: str, at: str) -> Event:
    if random.random() < 0.75:
        about = (_product(random),)
        return Interaction(key, record, random.choice(_KINDS), at, "web", "mobile", about=about, details={"stars": 4})
    lines = tuple(Line(_product(random), 1, 499) for _ in range(4))
    return Transaction(key, record, "order", at, "store", number=key, currency="USD", total_minor=1996, lines=lines)


def _product(random: Random) -> Subject:
    number = random.randrange(2_000)
    return Subject("Product", f"shop:sku-{number}", f"Thing {number}")
