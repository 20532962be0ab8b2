"""Counting how often the store's customers order again, on both engines."""

import pytest

from profile_service.domain.profile.repurchase import RepurchaseTable, Silence
from profile_service.service.profile.orders import repurchases as counting
from profile_service.service.profile.orders.repurchases import count_repurchases, repurchases
from profile_service.service.profile.reading_basis import reading_basis
from profile_service.store.engine.store import Store
from profile_service.store.profile.statistics import sampled_tallies
from tests.rig.people import bought, did, load, record

pytestmark = pytest.mark.anyio
_NOW = "2026-06-10T00:00:00.000000Z"


async def _three_customers(store: Store) -> None:
    """Ann has two records; Ben called after his order; Cleo ordered nothing."""
    email = ("email", "ann@shop.org")
    await load(store, record("shop:1", email, name="Ann"), record("crm:1", email), record("shop:2"), record("shop:3"))
    await load(store, bought("a1", "shop:1", "2026-01-03"), bought("a2", "crm:1", "2026-03-03"))
    await load(store, bought("a3", "shop:1", "2026-06-09"), bought("b1", "shop:2", "2026-04-03"))
    await load(store, did("b2", "shop:2", "2026-04-09"), did("c1", "shop:3", "2026-01-02"))


async def test_orders_of_all_records_of_a_customer_are_counted_together(store: Store) -> None:
    await _three_customers(store)
    table = await count_repurchases(store, _NOW)
    # Ann: January, then March, then silent for April and May. Ben: one order in April, silent in May.
    assert dict(table.at_risk) == {Silence(1, 1): 2, Silence(1, 2): 1, Silence(2, 1): 1, Silence(2, 2): 1}
    assert dict(+table.bought) == {Silence(1, 2): 1}


async def test_count_is_kept_and_replaced(store: Store) -> None:
    assert await repurchases(store) is None
    assert (await reading_basis(store)).repurchases is None
    await _three_customers(store)
    first = await count_repurchases(store, "2026-03-10T00:00:00.000000Z")
    assert await repurchases(store) == first
    second = await count_repurchases(store, _NOW)
    assert first != second
    assert await repurchases(store) == second == (await reading_basis(store)).repurchases


async def test_month_of_the_latest_order_is_not_over(store: Store) -> None:
    """A store whose data end in June is not one whose customers all left in June."""
    await _three_customers(store)
    assert await count_repurchases(store, "2027-06-10T00:00:00.000000Z") == await count_repurchases(store, _NOW)


async def test_store_without_orders_counts_nobody(store: Store) -> None:
    assert await count_repurchases(store, _NOW) == RepurchaseTable()
    assert await repurchases(store) == RepurchaseTable()


async def test_pages_end_at_no_customer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await _three_customers(store)
    whole = await count_repurchases(store, _NOW)
    monkeypatch.setattr(counting, "_PAGE_PROFILES", 1)
    assert await count_repurchases(store, _NOW) == whole


async def test_sample_is_of_some_profiles_and_whole_ones(store: Store) -> None:
    await load(store, *(record(f"shop:{n}") for n in range(600)))
    await load(store, *(bought(f"o{n}", f"shop:{n}", "2026-01-03") for n in range(600)))

    async def profiles(most: int) -> int:
        return sum([len(page) async for page in sampled_tallies(store, most, 100)])

    assert await profiles(10_000) == 600
    assert 0 <= await profiles(1) < 30
