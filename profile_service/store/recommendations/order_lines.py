"""The products of orders and returns, of all customers or of some, as lines of text."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from profile_service.store.engine.statements import NamedValues
from profile_service.store.engine.store import Store

SEPARATOR = "\x1f"
"""Between the parts of a line; loaders let no such sign into a key."""
# Time (fixed-width UTC text), kind, and the products (keys): one text for each order, for the driver takes as long for
# a row as for ten of its values. What came back is a return, whether its money did or not.
# The pattern begins at the record: from the other end the embedded engine walks all transactions for each.
_COLUMNS = """
RETURN p.id AS profile, r.restricted_at IS NOT NULL AS restricted,
  [(r)<-[:BY]-(e:Transaction) WHERE e.timeline IS NOT NULL
    AND (e.kind = 'return' OR (e.kind = 'order' AND e.settlement IS NULL)) |
    reduce(line = e.occurred_at + $separator + e.kind,
      key IN [(e)-[l:LINE]->(product:Product) WHERE l.quantity > 0 | product.key] | line + $separator + key)] AS lines
"""
_PAGE = f"""
MATCH (p:Profile)
WHERE p.id > $after
WITH p
ORDER BY p.id
LIMIT $limit
OPTIONAL MATCH (r:SourceRecord)-[:OF]->(p)
{_COLUMNS}
ORDER BY profile
"""
_OF_PROFILES = f"""
UNWIND $ids AS id
MATCH (p:Profile {{id: id}})<-[:OF]-(r:SourceRecord)
{_COLUMNS}
"""
_NAMES = """
UNWIND $keys AS key
MATCH (product:Product {key: key})
RETURN product.key AS key, coalesce(product.name, '') AS name
"""


class RecordOrders(NamedTuple):
    """The orders that count and the returns of one record of a profile (id). `restricted`: whether the processing of
    its person's data is. `lines`: of each its time (fixed-width UTC text), its kind and its products (keys)."""

    profile: str
    restricted: bool
    lines: list[str]


async def all_orders(store: Store, page: int) -> AsyncIterator[list[RecordOrders]]:
    """Of all profiles, `page` of them at a time."""
    after = ""
    while rows := await store.read(_PAGE, after=after, limit=page, separator=SEPARATOR):
        yield _record_orders(rows)
        after = rows[-1]["profile"]


async def orders_of(store: Store, profiles: Sequence[str]) -> list[RecordOrders]:
    """Of some profiles (ids)."""
    return _record_orders(await store.read(_OF_PROFILES, ids=list(profiles), separator=SEPARATOR))


async def product_names(store: Store, keys: Sequence[str]) -> dict[str, str]:
    """Key → name of the products that there are; empty where no source gives one."""
    rows = await store.read(_NAMES, keys=list(keys)) if keys else []
    return {row["key"]: row["name"] for row in rows}


def _record_orders(rows: Sequence[NamedValues]) -> list[RecordOrders]:
    return [RecordOrders(row["profile"], row["restricted"], row["lines"] or []) for row in rows]
