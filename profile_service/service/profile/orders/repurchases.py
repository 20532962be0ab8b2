"""How often the customers of this store order again: counted after loads, and read to judge who leaves."""

from collections import Counter

from profile_service.domain.profile.repurchase import (
    RepurchaseTable,
    month_number,
    orders_by_month,
    table_from,
    table_text,
)
from profile_service.domain.profile.tallies import add_up
from profile_service.domain.values.times import utc_now
from profile_service.store.engine.store import Store
from profile_service.store.profile.statistics import keep_statistic, sampled_tallies, statistic

SAMPLE_PROFILES = 20_000
"""So many customers are enough for shares within a percent or two."""
_PAGE_PROFILES = 1_000
_NAME = "repurchases"
_PARSED: dict[str, RepurchaseTable] = {}


async def count_repurchases(store: Store, now: str | None = None) -> RepurchaseTable:
    """Count a sample of the store's customers, and keep the result in the graph. It costs by the sample, not by the
    store. The month of `now` (ISO text, else the present) and that of the latest order are not over, so they are left
    out."""
    now = now or utc_now()
    customers: list[Counter[int]] = []
    async for page in sampled_tallies(store, SAMPLE_PROFILES, _PAGE_PROFILES):
        customers += filter(None, (orders_by_month(add_up(texts)) for texts in page))
    last_month = min(month_number(now), max(map(max, customers), default=0))
    table = RepurchaseTable()
    for orders in customers:
        table.add(orders, last_month - 1)
    await keep_statistic(store, _NAME, table_text(table), now)
    return table


async def update_repurchases(store: Store, *, changed_orders: bool) -> None:
    """Count again where orders changed, or where nobody counted yet."""
    if changed_orders or await statistic(store, _NAME) is None:
        await count_repurchases(store)


async def repurchases(store: Store) -> RepurchaseTable | None:
    """The table that was counted last; None where none was."""
    text = await statistic(store, _NAME)
    if text is None:
        return None
    if text not in _PARSED:
        _PARSED.clear()
        _PARSED[text] = table_from(text)
    return _PARSED[text]
