"""How some orders of a customer went on: read once for all of them, and only where somebody asks."""

import asyncio
from collections.abc import Mapping, Sequence

from profile_service.domain.context.history import LOOK_BACK_EVENTS, History
from profile_service.domain.context.order_status import OrderCourse, follow_up_filter, order_courses
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

    async def course(self, key: str) -> OrderCourse | None:
        """How the order with this key went on; None where there is no such order among the events."""
        if all(order.key != key for order in self._orders):
            return None
        self._reading = self._reading or asyncio.ensure_future(self._courses())
        return (await asyncio.shield(self._reading))[key]

    async def _courses(self) -> Mapping[str, OrderCourse]:
        count = _EVENTS_OF_ANY + _EVENTS_OF_EACH * len(self._orders)
        wanted = follow_up_filter(self._orders)
        return order_courses(self._history(await self._customer.latest(wanted, count, LOOK_BACK_EVENTS)))

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
