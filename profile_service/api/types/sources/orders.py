"""Orders by the number that people quote, with what came of them."""

import strawberry

from profile_service.api.types.sources.events import Event, Transaction
from profile_service.api.types.values.fields import resolver
from profile_service.domain.sources.events import event_source


@strawberry.type(description="An order with its customer, how far it has got, and what came of it.")
class Order(Transaction):
    @resolver("Source that the order comes from, such as `shopify`.")
    def source(self) -> str:
        return event_source(self.sale)

    @resolver("Why it is at that stage, in words; null where it is no order.", str | None)
    async def reason(self) -> str | None:
        course = await self.course()
        return course.status.reason if course else None

    @resolver(
        "True where it is past its promised day and not delivered; without a promised day, not sent 7 days after the "
        "order.",
        bool,
    )
    async def late(self) -> bool:
        course = await self.course()
        return course is not None and course.status.late

    @resolver(
        "True where it counts as a purchase in the totals. What is not paid yet, was cancelled, failed or refunded, or "
        "has a status that is not declared, does not.",
        bool,
    )
    async def counts(self) -> bool:
        course = await self.course()
        return course is not None and course.status.counts

    @resolver(
        "Payments, deliveries and returns of the half year after it that say they are about it, newest first.",
        list[Event],
    )
    async def events(self) -> list[Event]:
        course = await self.course()
        return self.page.owner.shown(course.events) if course else []
