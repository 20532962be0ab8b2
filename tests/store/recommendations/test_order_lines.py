"""What recommendations read of orders: the products of those that count and of returns, and nothing else."""

from dataclasses import replace

import pytest

from profile_service.domain.sources.events import Line
from profile_service.store.engine.store import Store
from profile_service.store.recommendations.order_lines import (
    SEPARATOR,
    RecordOrders,
    all_orders,
    orders_of,
    product_names,
)
from tests.rig.open_matters import MUG, TEA, bought
from tests.rig.people import load, profile_id, record

pytestmark = pytest.mark.anyio
_DAY = "2026-03-01T09:00:00.000000Z"


def _parts(orders: RecordOrders) -> list[tuple[str, str, set[str]]]:
    split = [line.split(SEPARATOR) for line in orders.lines]
    return sorted((at, kind, set(products)) for at, kind, *products in split)


async def test_orders_that_count_and_returns_are_read_with_their_products(store: Store) -> None:
    empty = replace(bought("o3", "2026-03-01"), lines=(Line(TEA, 0.0, 500),))
    await load(
        store,
        record("shop:1"),
        bought("o1", "2026-03-01", TEA, MUG, status="paid"),
        bought("o2", "2026-03-01", MUG, status="voided"),
        empty,
        bought("r1", "2026-03-01", MUG, kind="return"),
    )

    (orders,) = await orders_of(store, [await profile_id(store, "shop:1")])

    assert not orders.restricted
    assert _parts(orders) == [
        (_DAY, "order", set()),
        (_DAY, "order", {"shop:mug", "shop:tea"}),
        (_DAY, "return", {"shop:mug"}),
    ]


async def test_all_profiles_are_read_by_pages(store: Store) -> None:
    for n in range(1, 6):
        await load(store, record(f"shop:{n}"), replace(bought(f"o{n}", "2026-03-01", TEA), record=f"shop:{n}"))

    pages = [page async for page in all_orders(store, 2)]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [_parts(each) for page in pages for each in page] == 5 * [[(_DAY, "order", {"shop:tea"})]]


async def test_names_are_those_of_the_products_there_are(store: Store) -> None:
    await load(store, record("shop:1"), bought("o1", "2026-03-01", TEA))
    assert await product_names(store, ["shop:tea", "shop:none"]) == {"shop:tea": "Tea"}
    assert await product_names(store, []) == {}
