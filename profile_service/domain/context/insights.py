"""All insights into one customer, each worked out when it is asked for."""

from collections.abc import Mapping
from functools import cached_property

from profile_service.domain.context.contacts import Contact, RepeatContact, recent_contacts, repeat_contacts
from profile_service.domain.context.history import CLASSES, EventClass, History
from profile_service.domain.context.next_step import NextStep, next_step
from profile_service.domain.context.order_status import OrderStatus, order_statuses
from profile_service.domain.context.preferences import Preferences, preferences
from profile_service.domain.context.promoter import PromoterStatus, promoter_status
from profile_service.domain.context.purchases.products import ProductContext
from profile_service.domain.context.purchases.value import Value, value
from profile_service.domain.context.risks import Risk, risks
from profile_service.domain.context.sentiment import Sentiment, sentiment
from profile_service.domain.context.threads.open_threads import open_threads
from profile_service.domain.context.threads.thread import Thread

NEEDED_CLASSES: Mapping[str, tuple[EventClass, ...]] = {
    "openThreads": ("contacts", "sales", "matters"),
    "recentContacts": ("contacts",),
    "repeatContacts": ("contacts",),
    "orders": ("sales", "matters"),
    "sentiment": ("contacts", "voices", "case_messages"),
    "preferences": ("latest", "contacts"),
    "value": ("sales",),
    "risks": ("sales", "contacts", "voices", "case_messages", "matters"),
    "promoter": ("voices",),
    "products": ("sales", "contacts", "voices", "case_messages", "matters"),
    "recommendations": ("sales", "contacts", "voices", "case_messages", "matters"),
    "nextStep": ("latest",),
    "nextActions": CLASSES,
}
"""The classes of events that each insight needs, by the name of its field in GraphQL. Recommendations are drawn of
what others bought, too: domain/recommendations."""


class Insights:
    """Each insight is as of `history.now`, names its reason, and has the keys of events as evidence.

    Only the classes of events that an insight needs (NEEDED_CLASSES) must be in the history.
    """

    def __init__(self, history: History) -> None:
        self.history = history

    @cached_property
    def threads(self) -> list[Thread]:
        return open_threads(self.history, self.orders)

    @cached_property
    def contacts(self) -> list[Contact]:
        return recent_contacts(self.history)

    @cached_property
    def repeats(self) -> list[RepeatContact]:
        return repeat_contacts(self.history)

    @cached_property
    def orders(self) -> list[OrderStatus]:
        return order_statuses(self.history)

    @cached_property
    def sentiment(self) -> Sentiment | None:
        return sentiment(self.history)

    @cached_property
    def preferences(self) -> Preferences:
        return preferences(self.history)

    @cached_property
    def value(self) -> Value:
        return value(self.history)

    @cached_property
    def risks(self) -> list[Risk]:
        return risks(self.history)

    @cached_property
    def promoter(self) -> PromoterStatus | None:
        return promoter_status(self.history)

    @cached_property
    def products(self) -> ProductContext:
        return ProductContext(self.history)

    @cached_property
    def next_step(self) -> NextStep | None:
        return next_step(self.history)
