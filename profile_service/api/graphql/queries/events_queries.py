"""Queries of single events: an order by its number, any event by its key."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.sources.events import Event
from profile_service.api.types.sources.orders import Order
from profile_service.api.types.values.arguments import ViewName
from profile_service.api.types.values.fields import resolver, value_or_none
from profile_service.api.types.values.request import RequestInfo

OrderNumber = Annotated[
    str, strawberry.argument(description="Number that people quote, with or without `#`, in any case.")
]
OrderSource = Annotated[
    str | None,
    strawberry.argument(description="Source that the order comes from, such as `shopify`; any where omitted."),
]
EventKey = Annotated[strawberry.ID, strawberry.argument(description="Key of the event, such as `shopify:order:1001`.")]


@strawberry.type
class EventQueries:
    @resolver(
        "An order by the number that people quote, with its customer; null where there is none. An error with code "
        "CONFLICT where several orders have it: `extensions.candidates` names the source and key of each."
    )
    async def order(
        self, info: RequestInfo, number: OrderNumber, source: OrderSource = UNSET, view: ViewName = UNSET
    ) -> Order | None:
        match = await info.context.reader.events.order(number, value_or_none(source), value_or_none(view))
        if match is None:
            return None
        customer, order = match
        return Order.of(*Profile.of(customer).owner.order(order))

    @resolver("An event by its key, with its customer; null where there is none.")
    async def event(self, info: RequestInfo, key: EventKey, view: ViewName = UNSET) -> Event | None:
        match = await info.context.reader.events.by_key(key, value_or_none(view))
        if match is None:
            return None
        customer, event = match
        return Profile.of(customer).owner.shown([event])[0]
