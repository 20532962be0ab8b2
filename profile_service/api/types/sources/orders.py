"""Orders by the number that people quote, with what came of them."""

from collections.abc import Awaitable

import strawberry

from profile_service.api.types.sources.events import Event, Transaction
from profile_service.api.types.values.fields import resolver
from profile_service.domain.sources.events import event_source


@strawberry.type(description="An order with its customer, how far it has got, and what came of it.")
class Order(Transaction):
    @resolver("Source that the order comes from, such as `shopify`.")
    def source(self) -> str:
        return event_source(self.sale)

    @resolver("Why it is at that stage, in words.", str | None)
    def reason(self) -> Awaitable[str | None]:
        return self.drawn(lambda course: course.status.reason)

    @resolver(
        "True where it is past its promised day and not delivered; without a promised day, not sent 7 days after the "
        "order.",
        bool | None,
    )
    def late(self) -> Awaitable[bool | None]:
        return self.drawn(lambda course: course.status.late)

    @resolver(
        "True where it counts as a purchase in the totals. What is not paid yet, was cancelled, failed or refunded, or "
        "has a status that is not declared, does not.",
        bool | None,
    )
    def counts(self) -> Awaitable[bool | None]:
        return self.drawn(lambda course: course.status.counts)

    @resolver(
        "Payments, deliveries and returns of the half year after it that say they are about it, newest first.",
        list[Event] | None,
    )
    def events(self) -> Awaitable[list[Event] | None]:
        return self.drawn(lambda course: self.page.owner.shown(course.events))
