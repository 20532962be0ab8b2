"""The facts of all customers by month, in step with the store."""

import asyncio
from collections.abc import Sequence

from profile_service.domain.sources.kinds import CONTACT_FAMILIES, RETAILER_FAMILIES
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.metrics.fact_table import FactTable
from profile_service.service.metrics.live_table import LiveTable
from profile_service.store.metrics.record_tallies import all_tallies, tallies_of

_PAGE_PROFILES = 2_000
_COUNTED = CONTACT_FAMILIES - RETAILER_FAMILIES


class CustomerFacts(LiveTable[FactTable]):
    """By the tallies of all records."""

    async def _filled(self) -> FactTable:
        table = FactTable(counts_as_contact)
        async for page in all_tallies(self._store, _PAGE_PROFILES):
            await asyncio.to_thread(table.add, page)
        return table

    async def _replace(self, table: FactTable, profiles: Sequence[str]) -> None:
        await asyncio.to_thread(table.replace, profiles, await tallies_of(self._store, profiles))


def counts_as_contact(kind: str) -> bool:
    """Whether an event of a kind is something that a customer has to say."""
    return touchpoints().kinds.family(kind) in _COUNTED
