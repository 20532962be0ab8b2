"""How some orders of a customer went on: read once for all of them, and only where somebody asks."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence

from profile_service.domain.context.history import LOOK_BACK_EVENTS, History
from profile_service.domain.context.order_status import OrderCourse, follow_up_filters, order_courses
from profile_service.domain.profile.timelines import event_position
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.values.times import utc_now
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.profile.customer import Customer

_EVENTS_OF_ANY, _EVENTS_OF_EACH = 50, 10
"""What is read to tell how some orders went on: so many events, and so many more for each order."""


class OrderProgress:
    """The course of the orders among some events of a customer. One read, however many of the orders are asked for."""

    def __init__(self, customer: Customer, events: Sequence[Event]) -> None:
        self._customer = customer
        self._orders = [event for event in events if isinstance(event, Transaction) and event.kind == "order"]
        self._reading: asyncio.Task[Mapping[str, OrderCourse]] | None = None

    def course(self, key: str) -> Awaitable[OrderCourse | None]:
        """How the order with this key went on; None where there is no such order among the events. It is asked at once,
        so that it is read together with what else a request asks for."""
        if self._reading is None and self._orders:
            count = _EVENTS_OF_ANY + _EVENTS_OF_EACH * len(self._orders)
            filters = follow_up_filters(self._orders, utc_now())
            reads = [self._customer.latest(wanted, count, LOOK_BACK_EVENTS) for wanted in filters]
            self._reading = asyncio.ensure_future(self._courses(reads))
        return self._course(key)

    async def _course(self, key: str) -> OrderCourse | None:
        return (await asyncio.shield(self._reading)).get(key) if self._reading else None

    async def _courses(self, reads: Sequence[Awaitable[Sequence[Event]]]) -> Mapping[str, OrderCourse]:
        return order_courses(self._history([event for events in await asyncio.gather(*reads) for event in events]))

    def _history(self, events: Sequence[Event]) -> History:
        """The other orders of that time are in it too: two shops may have given one number."""
        sales = {event.key: event for event in events if isinstance(event, Transaction)}
        sales |= {order.key: order for order in self._orders}
        return History(
            now=utc_now(),
            kinds=touchpoints().kinds,
            sales=tuple(sorted(sales.values(), key=event_position, reverse=True)),
            matters=tuple(event for event in events if event.key not in sales),
            order_states=order_states(),
        )
