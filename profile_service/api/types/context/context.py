"""The context of a customer: what whoever serves them needs to know now, each part read only where it is asked for."""

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
from profile_service.api.types.values.fields import given, worked_out
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.actions import next_actions
from profile_service.domain.context.history import WALKED, WINDOWS
from profile_service.domain.context.insights import Insights
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.profile.customer_context import CustomerContext

Shown = TypeVar("Shown")
_MOST = 30
First = Annotated[int | None, strawberry.argument(description="Number of items, from 1 to 30.")]


@strawberry.type(
    description="The customer's situation as of a moment, for the person or system that serves them. Each part is "
    f"drawn from the latest events of some classes: {WINDOWS['sales']} sales; {WINDOWS['contacts']} contacts; "
    f"{WINDOWS['voices']} reviews, surveys and posts; {WINDOWS['matters']} carts, forms, wishes, coupons, deliveries "
    f"and payments; {WINDOWS['latest']} events of any kind. A class is searched for among the latest {WALKED:,} events "
    "of all kinds and the rest of that month. Totals count everything, by whole months."
)
class Context:
    situation: strawberry.Private[CustomerContext]
    now: Moment = strawberry.field(description="The moment that it describes.")

    @worked_out(
        "Matters that were begun and are not finished. Contacts about one case, or about one topic and product, are "
        "one thread; it is open for a year where its latest outcome or status says so. A cart is open from 1 hour to "
        "30 days after it, until an order holds its products; a form for 90 days; an order until it is sent, and "
        "while it is late; a return until the money is back; a coupon until it expires, or for 60 days; a wish of "
        "the last year when its price has fallen since.",
        list[Thread],
    )
    def open_threads(self) -> Awaitable[list[Thread]]:
        return self._answer("openThreads", lambda found: [Thread.of(each) for each in found.threads])

    @worked_out("Contacts between the customer and us, newest first.", list[Contact])
    def recent_contacts(self, first: First = 5) -> Awaitable[list[Contact]]:
        count = _count(first)
        return self._answer("recentContacts", lambda found: [Contact.of(each) for each in found.contacts[:count]])

    @worked_out("Matters that took the customer more than one contact, latest first.", list[RepeatContact])
    def repeat_contacts(self) -> Awaitable[list[RepeatContact]]:
        return self._answer("repeatContacts", lambda found: [RepeatContact.of(each) for each in found.repeats])

    @worked_out("Orders with the stage that each has reached, newest first.", list[OrderStatus])
    def orders(self, first: First = 5) -> Awaitable[list[OrderStatus]]:
        count = _count(first)
        return self._answer("orders", lambda found: [OrderStatus.of(each) for each in found.orders[:count]])

    @worked_out("How the customer feels about us; null where no event shows it.", Sentiment | None)
    def sentiment(self) -> Awaitable[Sentiment | None]:
        return self._answer("sentiment", lambda found: Sentiment.of(found.sentiment))

    @worked_out("How the customer likes to deal with us.", Preferences)
    def preferences(self) -> Awaitable[Preferences]:
        return self._answer("preferences", lambda found: Preferences.of(found.preferences))

    @worked_out("What the customer is worth to us.", Value)
    def value(self) -> Awaitable[Value]:
        return self._answer("value", lambda found: Value.of(found.value))

    @worked_out("What may go wrong, highest score first; scores below 0.25 are left out.", list[Risk])
    def risks(self) -> Awaitable[list[Risk]]:
        return self._answer("risks", lambda found: [Risk.of(each) for each in found.risks])

    @worked_out("Whether the customer would recommend us; null without an answer or a rating.", PromoterStatus | None)
    def promoter(self) -> Awaitable[PromoterStatus | None]:
        return self._answer("promoter", lambda found: PromoterStatus.of(found.promoter))

    @worked_out("Products that matter to the customer.", ProductContext)
    def products(self) -> Awaitable[ProductContext]:
        return self._answer("products", lambda found: ProductContext(found=found.products))

    @worked_out("What the customer is likely to do next; null with fewer than five steps.", NextStep | None)
    def next_step(self) -> Awaitable[NextStep | None]:
        return self._answer("nextStep", lambda found: NextStep.shown(found.next_step))

    @worked_out(
        "What to do for the customer now, by the rules of schema/actions.yaml, highest score first. Record the "
        "customer's answer as an `offer_answer` with the mutation recordInteraction; it changes later scores.",
        list[NextAction],
    )
    def next_actions(self, first: First = 3) -> Awaitable[list[NextAction]]:
        count = _count(first, 3)
        return _actions(self.situation.next_actions(), count)

    @classmethod
    def of(cls, situation: CustomerContext) -> "Context":
        return cls(situation=situation, now=Moment(situation.now))

    def _answer(self, name: str, shown: Callable[[Insights], Shown]) -> Awaitable[Shown]:
        return _shown(self.situation.insights(name), shown)


async def _shown(found: Awaitable[Insights], shown: Callable[[Insights], Shown]) -> Shown:
    return shown(await found)


async def _actions(found: Awaitable[list[next_actions.NextAction]], count: int) -> list[NextAction]:
    return [NextAction.of(each) for each in (await found)[:count]]


def _count(first: int | None, otherwise: int = 5) -> int:
    count = given(first, otherwise)
    if not 1 <= count <= _MOST:
        raise InvalidInput(f"first must be from 1 to {_MOST}")
    return count
