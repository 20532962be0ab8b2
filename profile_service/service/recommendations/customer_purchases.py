"""What all customers bought, in step with the store."""

import asyncio
from collections.abc import Sequence

from profile_service.service.metrics.live_table import LiveTable
from profile_service.service.recommendations.purchase_table import PurchaseTable
from profile_service.store.recommendations.order_lines import all_orders, orders_of

_PAGE_PROFILES = 50


class CustomerPurchases(LiveTable[PurchaseTable]):
    """By the lines of their orders and returns. Of a customer who changed all are read again."""

    async def _filled(self) -> PurchaseTable:
        table = PurchaseTable()
        async for page in all_orders(self._store, _PAGE_PROFILES):
            await asyncio.to_thread(table.add, page)
        return table

    async def _replace(self, table: PurchaseTable, profiles: Sequence[str]) -> None:
        await asyncio.to_thread(table.replace, profiles, await orders_of(self._store, profiles))
