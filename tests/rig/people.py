"""Small customers for tests: records and events made in one line each, and loaded as loaders load them."""

from profile_service.domain.sources.events import Event, Interaction, Line, Subject, Transaction
from profile_service.domain.sources.items import Item
from profile_service.domain.sources.records import SourceRecord
from profile_service.domain.values.identifiers import identifier
from profile_service.service.ingestion.ingest import ingest
from profile_service.store.engine.store import Store

TEA = Subject("Product", "shop:tea", "Tea")


def at(day: str) -> str:
    """`2026-11-22` → the fixed-width UTC text of nine in the morning."""
    return f"{day}T09:00:00.000000Z"


def record(key: str, *identifiers: tuple[str, str], day: str | None = None, **attributes: str) -> SourceRecord:
    source, _, id = key.partition(":")
    claims = tuple(identifier(type, value, "US") for type, value in identifiers)
    return SourceRecord(source, id, attributes, claims, at(day) if day else None)


def did(key: str, of: str, day: str, kind: str = "review", channel: str | None = "web") -> Interaction:
    return Interaction(key, of, kind, at(day), channel, about=(TEA,), details={"rating": 5})


def bought(key: str, of: str, day: str, total: int = 500, number: str | None = None) -> Transaction:
    line = Line(TEA, 2.0, total // 2, details={"tin": {"grams": 50}})
    return Transaction(
        key,
        of,
        "order",
        at(day),
        "store",
        number=number,
        status="paid",
        currency="EUR",
        total_minor=total,
        lines=(line,),
    )


def items(*things: SourceRecord | Event) -> list[Item]:
    """Items as a file has them, each in a row of its own."""
    return [Item(n, (t,)) if isinstance(t, SourceRecord) else Item(n, (), (t,)) for n, t in enumerate(things, start=2)]


async def load(store: Store, *things: SourceRecord | Event) -> None:
    """Load the records and events in one transaction, in the given order."""
    await store.write(lambda tx: ingest(tx, items(*things)))


async def profile_id(store: Store, key: str) -> str:
    """The id of the profile that a record (key) is in."""
    rows = await store.read("MATCH (:SourceRecord {key: $key})-[:OF]->(p:Profile) RETURN p.id AS id", key=key)
    return str(rows[0]["id"])


async def load_ann(store: Store) -> str:
    """Load the two records of Ann Smith with three events; the id of her profile."""
    await load(
        store,
        record("shop:1", ("email", "ann@shop.org"), day="2026-01-02", name="Ann Smith", city="Paris"),
        record("crm:7", ("email", "ann@shop.org"), ("phone", "(415) 555-2671"), day="2026-01-01", name="Anne Smith"),
        did("v1", "crm:7", "2026-01-05", "support_call", "phone"),
        did("v2", "shop:1", "2026-01-06"),
        bought("o1", "shop:1", "2026-01-07", 5_000_000_000, "#1001"),
    )
    return await profile_id(store, "shop:1")
