"""Orders that payments name, and whether the payer is their customer."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from profile_service.domain.context.order_links import NamedOrder
from profile_service.store.engine.store import Store


class FoundOrder(NamedTuple):
    """`place`: of the named order among those that were asked for; `source`: that of the order's record; `is_payers`:
    whether its customer is who paid."""

    place: int
    source: str
    is_payers: bool


# USING INDEX: Neo4j would choose by its last sample of the indexes, which a load may outdate.
_NAMED = """
UNWIND $asked AS asked
MATCH (payer:SourceRecord {key: asked.record})-[:OF]->(p:Profile)
MATCH (e:Transaction {number_key: asked.number})-[:BY]->(r:SourceRecord)-[:OF]->(owner:Profile)
USING INDEX e:Transaction(number_key)
WHERE e.kind = 'order'
RETURN DISTINCT asked.place AS place, r.source AS source, owner.id = p.id AS is_payers
"""


async def orders_named(store: Store, orders: Sequence[NamedOrder]) -> Iterable[FoundOrder]:
    """The orders of these numbers, in whatever source. Costs one statement, however many there are."""
    asked = [{"place": place, "record": each.record, "number": each.number} for place, each in enumerate(orders)]
    rows = await store.read(_NAMED, asked=asked)
    return [FoundOrder(row["place"], row["source"], row["is_payers"]) for row in rows]
