"""The context of a customer: what whoever serves them needs to know now, each part read only where it is asked for."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import strawberry

from profile_service.api.types.context.next_actions import NextAction
from profile_service.api.types.context.person import NextStep, Preferences, PromoterStatus, Sentiment
from profile_service.api.types.context.threads import Contact, OrderStatus, RepeatContact, Thread
from profile_service.api.types.context.value import ProductContext, Risk, Value
from profile_service.api.types.values.fields import given, worked_out
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.actions import next_actions
from profile_service.domain.context.history import LOOK_BACK_EVENTS, WINDOWS
from profile_service.domain.context.insights import Insights
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.profile.customer_context import CustomerContext

Shown = TypeVar("Shown")
_MOST = 30
First = Annotated[int | None, strawberry.argument(description="How many, from 1 to 30.")]


@strawberry.type(
    description="What whoever serves the customer needs to know, as of a moment. Each part rests on the latest of its "
    f"classes of events: {WINDOWS['sales']} sales; {WINDOWS['contacts']} contacts; {WINDOWS['voices']} reviews, surveys"
    f" and posts; {WINDOWS['matters']} carts, forms, wishes, coupons, deliveries and payments; the {WINDOWS['latest']} "
    f"that came last, whatever they are. They are looked for among the latest {LOOK_BACK_EVENTS:,} events of all kinds "
    "and the rest of that month. Totals count everything, to the month."
)
class Context:
    situation: strawberry.Private[CustomerContext]
    now: Moment = strawberry.field(description="The moment that it is as of.")

    @worked_out(
        "What was begun and is not done. Contacts about one case, or one topic and product, are one thread, open "
        "where the latest word on it says so, for a year; a cart from an hour to 30 days after, until an order holds "
        "its goods; a form for 90 days; an order until it is sent, and while it is late; a return until the money is "
        "back; a coupon until it expires, else for 60 days; a wish of the last year for which a lower price was told "
        "since.",
        list[Thread],
    )
    def open_threads(self) -> Awaitable[list[Thread]]:
        return self._answer("openThreads", lambda found: [Thread.of(each) for each in found.threads])

    @worked_out("The contacts between us and the customer, newest first.", list[Contact])
    def recent_contacts(self, first: First = 5) -> Awaitable[list[Contact]]:
        count = _count(first)
        return self._answer("recentContacts", lambda found: [Contact.of(each) for each in found.contacts[:count]])

    @worked_out("What the customer had to ask more than once, the latest first.", list[RepeatContact])
    def repeat_contacts(self) -> Awaitable[list[RepeatContact]]:
        return self._answer("repeatContacts", lambda found: [RepeatContact.of(each) for each in found.repeats])

    @worked_out("Orders with where they stand, newest first.", list[OrderStatus])
    def orders(self, first: First = 5) -> Awaitable[list[OrderStatus]]:
        count = _count(first)
        return self._answer("orders", lambda found: [OrderStatus.of(each) for each in found.orders[:count]])

    @worked_out("How the customer feels about us; null where nothing tells.", Sentiment | None)
    def sentiment(self) -> Awaitable[Sentiment | None]:
        return self._answer("sentiment", lambda found: Sentiment.of(found.sentiment))

    @worked_out("How the customer likes to deal with us.", Preferences)
    def preferences(self) -> Awaitable[Preferences]:
        return self._answer("preferences", lambda found: Preferences.of(found.preferences))

    @worked_out("What the customer is worth to us.", Value)
    def value(self) -> Awaitable[Value]:
        return self._answer("value", lambda found: Value.of(found.value))

    @worked_out("What may go wrong, the greatest first; what scores less than 0.25 is left out.", list[Risk])
    def risks(self) -> Awaitable[list[Risk]]:
        return self._answer("risks", lambda found: [Risk.of(each) for each in found.risks])

    @worked_out("Whether the customer speaks for us; null where they never said.", PromoterStatus | None)
    def promoter(self) -> Awaitable[PromoterStatus | None]:
        return self._answer("promoter", lambda found: PromoterStatus.of(found.promoter))

    @worked_out("The customer and our goods.", ProductContext)
    def products(self) -> Awaitable[ProductContext]:
        return self._answer("products", lambda found: ProductContext(found=found.products))

    @worked_out("What the customer is likely to do next; null after fewer than five steps.", NextStep | None)
    def next_step(self) -> Awaitable[NextStep | None]:
        return self._answer("nextStep", lambda found: NextStep.shown(found.next_step))

    @worked_out(
        "What to do for the customer now, by the rules of schema/actions.yaml, what matters most first; write down "
        "what became of it as an `offer_answer` by the mutation recordInteraction, and it counts the next time.",
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
