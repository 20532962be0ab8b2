"""The events of all customers, in step with the store."""

import asyncio
from collections.abc import Sequence

from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.metrics.customer_facts import counts_as_contact
from profile_service.service.metrics.event_table import EventPlace, EventTable
from profile_service.service.metrics.live_table import LiveTable
from profile_service.store.metrics.event_lines import all_owners, lines_of, lines_of_records, owners_of

_PAGE_RECORDS = 1_000


class CustomerEvents(LiveTable[EventTable]):
    """By the events themselves. Of a customer who changed all are read again."""

    async def _filled(self) -> EventTable:
        table = EventTable(_place_of)
        # Record by record: both engines walk to a record's events many times faster than through an index of all.
        async for owners in all_owners(self._store, _PAGE_RECORDS):
            await asyncio.to_thread(table.add_records, owners)
            lines = await lines_of_records(self._store, [owner.record for owner in owners])
            await asyncio.to_thread(table.add_events, lines)
        return table

    async def _replace(self, table: EventTable, profiles: Sequence[str]) -> None:
        owners, lines = await owners_of(self._store, profiles), await lines_of(self._store, profiles)
        await asyncio.to_thread(table.replace, profiles, owners, lines)


def _place_of(kind: str, channel: str, device: str, task: str) -> EventPlace:
    declared = touchpoints()
    family, touchpoint = declared.kinds.family(kind), declared.find(kind, channel or None, device or None, task or None)
    name, is_contact = family.value if family else "", counts_as_contact(kind)
    if touchpoint is None:
        return EventPlace(name, channel, "", "", "", is_contact)
    usual = touchpoint.channel or ""
    return EventPlace(name, usual, touchpoint.name, touchpoint.stage, touchpoint.cost, is_contact)
