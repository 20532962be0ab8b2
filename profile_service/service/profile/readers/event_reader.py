"""One event, with the customer whose it is: an order by the number that people quote, or any event by its key."""

from typing import TypeVar

from profile_service.domain.access.caller import Caller
from profile_service.domain.profile.views import View
from profile_service.domain.sources.events import Event, Transaction, event_source
from profile_service.domain.values.errors import Conflict, ProfileError
from profile_service.domain.values.text import readable_id
from profile_service.domain.values.times import utc_now
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.profile.batched_reads import BatchedReads
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.orders.quoted_numbers import ambiguous_number, is_of_source, order_number
from profile_service.service.profile.readers.visible_customers import VisibleCustomers
from profile_service.store.engine.store import Store
from profile_service.store.profile.event_lookup import ProfileEvent, event_by_key, transactions_by_number

StoredEvent = TypeVar("StoredEvent", bound=Event)


class EventReader:
    """`reads` and `visible` are those of the request; `acts`: where it is noted who is shown."""

    def __init__(
        self, store: Store, reads: BatchedReads, visible: VisibleCustomers, caller: Caller, acts: AuditedActs
    ) -> None:
        self._store = store
        self._reads = reads
        self._visible = visible
        self._caller = caller
        self._acts = acts

    async def order(self, number: str, source: str | None, view: str | None) -> tuple[Customer, Transaction] | None:
        """The order with the number that people quote, in the source where one is named; None where there is none, or
        only older ones than the view shows. Raises Conflict where several have it, with the `candidates` in its
        details, and OutsideView."""
        chosen_view = self._visible.view("profiles", view)
        since, shows_source = chosen_view.since(utc_now()), self._caller.rights.shows_source
        orders = [
            each
            for each in await transactions_by_number(self._store, order_number(number))
            if each.event.kind == "order" and is_of_source(each.event, source)
            if shows_source(event_source(each.event)) and (since is None or each.event.occurred_at >= since)
        ]
        if len(orders) > 1:
            chosen_view.require("kind", ["order"])
            self._acts.refuses("order", Conflict.code, [each.profile for each in orders])
            raise ambiguous_number([each.event for each in orders])
        return await self._read_event("order", orders[0] if orders else None, chosen_view)

    async def by_key(self, key: str, view: str | None) -> tuple[Customer, Event] | None:
        """The event with this key; None where there is none, or it is older than the view shows. Raises OutsideView."""
        chosen_view = self._visible.view("profiles", view)
        stored = await event_by_key(self._store, readable_id(key))
        return await self._read_event("event", stored, chosen_view)

    async def _read_event(
        self, operation: str, stored: ProfileEvent[StoredEvent] | None, view: View
    ) -> tuple[Customer, StoredEvent] | None:
        customer = await self._customer_holding(stored, view) if stored else None
        if customer and stored:
            # Only now: of an event of somebody whom the caller may not know, the refusal would say that there is one.
            view.require("kind", [stored.event.kind])
            customer = customer if customer.shows(stored.event) else None
        self._acts.shows(operation, [customer.profile.id] if customer else [], view)
        return (customer, customer.masked_event(stored.event)) if customer and stored else None

    async def _customer_holding(self, stored: ProfileEvent[StoredEvent], view: View) -> Customer | None:
        """The customer of the event, as far as the caller may know of them, by a record that the caller may see."""
        match = await self._reads.profiles_for(view).load(stored.profile)
        outcome = self._visible.customer_of(stored.profile, match, view)
        customer = None if isinstance(outcome, ProfileError) else await outcome.within_consent()
        # It is of somebody else where its record moved in between; the next read finds them.
        return customer if customer and customer.holds(stored.event) else None
