"""A customer's context. The events that a part is drawn from are read only where the query selects it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import strawberry

from profile_service.api.types.context.contacts import Contact, RepeatContact
from profile_service.api.types.context.next_actions import NextAction
from profile_service.api.types.context.next_step import NextStep
from profile_service.api.types.context.orders import OrderStatus
from profile_service.api.types.context.preferences import Preferences
from profile_service.api.types.context.products import ProductContext
from profile_service.api.types.context.promoter import PromoterStatus
from profile_service.api.types.context.risks import Risk
from profile_service.api.types.context.sentiment import Sentiment
from profile_service.api.types.context.threads import Thread
from profile_service.api.types.context.value import Value
from profile_service.api.types.values.fields import resolver, value_or
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context.history import LOOK_BACK_EVENTS, WINDOWS
from profile_service.domain.context.insights import Insights
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.profile.customer_context import CustomerContext

Part = TypeVar("Part")
_MAX_ITEMS = 30
First = Annotated[int | None, strawberry.argument(description="Number of items, from 1 to 30.")]


@strawberry.type(
    description="The customer's situation as of a moment, for the person or system that serves them. Each part is "
    f"drawn from the latest events of some classes: {WINDOWS['sales']} sales; {WINDOWS['contacts']} contacts; "
    f"{WINDOWS['voices']} reviews, surveys and posts; {WINDOWS['matters']} carts, forms, wishes, coupons, deliveries "
    f"and payments; {WINDOWS['latest']} events of any kind. A class is searched for among the latest "
    f"{LOOK_BACK_EVENTS:,} events of all kinds and the rest of that month. Totals count everything, by whole months."
)
class Context:
    customer_context: strawberry.Private[CustomerContext]
    now: Moment = strawberry.field(description="The moment that it describes.")

    @resolver(
        "Matters that were begun and are not finished. Contacts about one case, or about one topic and product, are "
        "one thread; it is open for a year where its latest outcome or status says so. A cart is open from 1 hour to "
        "30 days after it, until an order holds its products; a form for 90 days; an order until it is sent, and "
        "while it is late; a return until the money is back; a coupon until it expires, or for 60 days; a wish of "
        "the last year when its price has fallen since.",
        list[Thread],
    )
    def open_threads(self) -> Awaitable[list[Thread]]:
        return self._part("openThreads", lambda insights: list(map(Thread.of, insights.threads)))

    @resolver("Contacts between the customer and us, newest first.", list[Contact])
    def recent_contacts(self, first: First = 5) -> Awaitable[list[Contact]]:
        count = _count(first)
        return self._part("recentContacts", lambda insights: list(map(Contact.of, insights.contacts[:count])))

    @resolver("Matters that took the customer more than one contact, latest first.", list[RepeatContact])
    def repeat_contacts(self) -> Awaitable[list[RepeatContact]]:
        return self._part("repeatContacts", lambda insights: list(map(RepeatContact.of, insights.repeats)))

    @resolver("Orders with the stage that each has reached, newest first.", list[OrderStatus])
    def orders(self, first: First = 5) -> Awaitable[list[OrderStatus]]:
        count = _count(first)
        return self._part("orders", lambda insights: list(map(OrderStatus.of, insights.orders[:count])))

    @resolver("How the customer feels about us; null where no event shows it.", Sentiment | None)
    def sentiment(self) -> Awaitable[Sentiment | None]:
        return self._part("sentiment", lambda insights: Sentiment.of(insights.sentiment))

    @resolver("How the customer likes to deal with us.", Preferences)
    def preferences(self) -> Awaitable[Preferences]:
        return self._part("preferences", lambda insights: Preferences.of(insights.preferences))

    @resolver("What the customer is worth to us.", Value)
    def value(self) -> Awaitable[Value]:
        return self._part("value", lambda insights: Value.of(insights.value))

    @resolver("What may go wrong, highest score first; scores below 0.25 are left out.", list[Risk])
    def risks(self) -> Awaitable[list[Risk]]:
        return self._part("risks", lambda insights: list(map(Risk.of, insights.risks)))

    @resolver("Whether the customer would recommend us; null without an answer or a rating.", PromoterStatus | None)
    def promoter(self) -> Awaitable[PromoterStatus | None]:
        return self._part("promoter", lambda insights: PromoterStatus.of(insights.promoter))

    @resolver("Products that matter to the customer.", ProductContext)
    def products(self) -> Awaitable[ProductContext]:
        return self._part("products", lambda insights: ProductContext(products=insights.products))

    @resolver("What the customer is likely to do next; null with fewer than five steps.", NextStep | None)
    def next_step(self) -> Awaitable[NextStep | None]:
        return self._part("nextStep", lambda insights: NextStep.from_domain(insights.next_step))

    @resolver(
        "What to do for the customer now, by the rules of schema/actions.yaml, highest score first. Record the "
        "customer's answer as an `offer_answer` with the mutation recordInteraction; it changes later scores.",
        list[NextAction],
    )
    def next_actions(self, first: First = 3) -> Awaitable[list[NextAction]]:
        count = _count(first, 3)
        return self._part("nextActions", lambda insights: self._next_actions(insights, count))

    @classmethod
    def of(cls, context: CustomerContext) -> "Context":
        return cls(customer_context=context, now=Moment(context.now))

    def _next_actions(self, insights: Insights, count: int) -> list[NextAction]:
        return [NextAction.of(action) for action in self.customer_context.next_actions(insights)[:count]]

    def _part(self, name: str, draw: Callable[[Insights], Part]) -> Awaitable[Part]:
        return _drawn(self.customer_context.insights(name), draw)


async def _drawn(insights: Awaitable[Insights], draw: Callable[[Insights], Part]) -> Part:
    return draw(await insights)


def _count(first: int | None, default: int = 5) -> int:
    """Raises InvalidInput where it is not from 1 to _MAX_ITEMS."""
    count = value_or(first, default)
    if not 1 <= count <= _MAX_ITEMS:
        raise InvalidInput(f"first must be from 1 to {_MAX_ITEMS}")
    return count
