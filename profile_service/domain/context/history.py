"""The history that insights are drawn from: the latest events of each class, as of a moment, and the tallies.

A class is read as a window of its latest events, so that the cost follows the answer and not the history.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import filterfalse
from operator import attrgetter
from typing import Literal, TypeAlias, get_args

from profile_service.domain.context import event_details
from profile_service.domain.context.conversations import Conversation, conversations
from profile_service.domain.context.event_sentiment import EventSentiment, event_sentiment
from profile_service.domain.profile.repurchase import RepurchaseTable
from profile_service.domain.profile.tallies import Tally
from profile_service.domain.profile.timelines import EventFilter
from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.kinds import CONTACT_FAMILIES, RETAILER_FAMILIES, Family, Kinds
from profile_service.domain.sources.order_payments import NO_PAYMENTS, OrderPayments
from profile_service.domain.sources.order_states import OrderStates, Settlement
from profile_service.domain.values.times import days_between

EventClass: TypeAlias = Literal["sales", "contacts", "voices", "case_messages", "matters", "answers", "latest"]
CLASSES: tuple[EventClass, ...] = get_args(EventClass)
WINDOWS: Mapping[EventClass, int] = {
    "sales": 50,
    "contacts": 25,
    "voices": 20,
    "case_messages": 20,
    "matters": 25,
    "answers": 20,
    "latest": 30,
}
"""How many of the latest events of each class are read."""
OPEN_CONTACTS = 25
"""How many contacts of a record that leave something open are looked up behind the window of contacts."""
LOOK_BACK_EVENTS = 2_000
"""How far back a class is looked for: so many events of all kinds, to the month, so that what is rare in a long
history costs no walk over all of it."""

FAMILIES: Mapping[EventClass, frozenset[Family]] = {
    "contacts": CONTACT_FAMILIES,
    "voices": frozenset({Family.REVIEW, Family.SURVEY, Family.FEEDBACK, Family.SOCIAL_POST, Family.COMPLAINT}),
    "case_messages": frozenset({Family.CASE_MESSAGE}),
    "matters": frozenset(
        {
            Family.CART,
            Family.FORM,
            Family.WISH,
            Family.PRICE,
            Family.COUPON,
            Family.COUPON_SCAN,
            Family.COUPON_REDEMPTION,
            Family.DELIVERY,
            Family.SHIPMENT,
            Family.TRACKING,
            Family.BILLING,
            Family.PAYMENT,
            Family.SUBSCRIPTION,
            Family.RETURN,
        }
    ),
    "answers": frozenset({Family.ANSWER}),
}
"""The families of the classes that are made of families. `sales` are orders, returns and exchanges; `latest` is
whatever came last."""


_NO_KINDS = Kinds()


@dataclass(frozen=True)
class History:
    """The events of each class, newest first, all before `now` (fixed-width UTC text).

    `kinds`: the declared kinds, which say of what family an event is. `record_tallies` count all events of the kinds
    that the reader may see, record by record. `consents`: the statement that holds, for each purpose and channel.
    `orders_from`: from when on no order is missing, so that "not bought since" can be said. `stated` holds what the
    customer said of themselves: `language`, `preferred_channel`… `repurchases`: how often the store's customers order
    again; None where that was not counted. `channel` and `task`: where the reader serves them, and for what.
    `order_states`: what the sources' words for the states of orders mean. `older_contacts`: contacts behind the window
    that belong to open conversations. `order_payments`: order key → what events about it say of its money, as far as
    it was looked up.
    """

    now: str
    kinds: Kinds = _NO_KINDS
    sales: tuple[Transaction, ...] = ()
    contacts: tuple[Event, ...] = ()
    voices: tuple[Event, ...] = ()
    case_messages: tuple[Event, ...] = ()
    matters: tuple[Event, ...] = ()
    answers: tuple[Event, ...] = ()
    latest: tuple[Event, ...] = ()
    record_tallies: tuple[tuple[Tally, ...], ...] = ()
    consents: tuple[Consent, ...] = ()
    orders_from: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)
    repurchases: RepurchaseTable | None = None
    channel: str | None = None
    task: str | None = None
    order_states: OrderStates = field(default_factory=lambda: OrderStates({}))
    older_contacts: tuple[Event, ...] = ()
    order_payments: Mapping[str, OrderPayments] = field(default_factory=dict)

    def days_since(self, at: str) -> float:
        return days_between(at, self.now)

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """The counts of all records."""
        return tuple(tally for tallies in self.record_tallies for tally in tallies)

    @cached_property
    def orders(self) -> tuple[Transaction, ...]:
        """All orders, also those that were cancelled or not paid."""
        return tuple(sale for sale in self.sales if sale.kind == "order")

    @cached_property
    def purchases(self) -> tuple[Transaction, ...]:
        """The orders that count as purchases."""
        return tuple(order for order in self.orders if self._settlements[order.key] is Settlement.COUNTED)

    @cached_property
    def _settlements(self) -> Mapping[str, Settlement]:
        return {
            order.key: self.order_payments.get(order.key, NO_PAYMENTS).settlement(self.order_states.settlement(order))
            for order in self.orders
        }

    @cached_property
    def _standing_orders(self) -> tuple[Transaction, ...]:
        """The orders that were not cancelled and did not fail."""
        return tuple(order for order in self.orders if self._settlements[order.key] is not Settlement.VOID)

    @cached_property
    def returns(self) -> tuple[Transaction, ...]:
        return tuple(sale for sale in self.sales if sale.kind == "return")

    def matters_of(self, *families: Family) -> tuple[Event, ...]:
        return tuple(event for event in self.matters if self.family(event) in families)

    def family(self, event: Event) -> Family | None:
        return self.kinds.family(event.kind)

    def status(self, event: Event) -> str:
        """The source's word for where the event stands, else the one that its kind implies."""
        return event_details.status(event) or self.kinds.state(event.kind)

    def customers_own(self, events: Iterable[Event]) -> list[Event]:
        """Those of the events that the customer had a hand in."""
        return [event for event in events if self.family(event) not in RETAILER_FAMILIES]

    @cached_property
    def notes(self) -> tuple[Event, ...]:
        """What agents wrote down of the customer, oldest first: no contact, though it may be about one."""
        written = {event.key: event for event in self.contacts + self.older_contacts if self.is_note(event)}
        return tuple(sorted(written.values(), key=attrgetter("occurred_at", "key")))

    def is_note(self, event: Event) -> bool:
        """Whether an agent wrote it down."""
        return self.family(event) is Family.NOTE

    @cached_property
    def conversations(self) -> list[Conversation]:
        """The contacts by what they are about, the conversation with the latest contact first; without notes."""
        return conversations(filterfalse(self.is_note, self.contacts), self.now)

    @cached_property
    def open_conversations(self) -> list[Conversation]:
        """The conversations that may be open, with what lies behind the window of contacts."""
        if not self.older_contacts:
            return self.conversations
        talks = conversations(filterfalse(self.is_note, self.contacts + self.older_contacts), self.now)
        return [talk for talk in talks if any(event_details.is_left_open(event, self.now) for event in talk.contacts)]

    @cached_property
    def opinions(self) -> Mapping[str, Event]:
        """Key → event of the voices, contacts and messages, in which the customer's sentiment may show."""
        return {event.key: event for event in (*self.voices, *self.contacts, *self.case_messages)}

    @cached_property
    def event_sentiments(self) -> tuple[EventSentiment, ...]:
        """The sentiments of the opinions that show any, newest first."""
        sentiments = filter(None, (event_sentiment(event, self.family(event)) for event in self.opinions.values()))
        return tuple(sorted(sentiments, key=attrgetter("at", "key"), reverse=True))

    @cached_property
    def bad_experiences(self) -> tuple[EventSentiment, ...]:
        """Newest first."""
        return tuple(sentiment for sentiment in self.event_sentiments if sentiment.is_bad)

    def may_have_bought_since(self, at: str, products: set[str]) -> bool:
        """Whether an order from a moment on may hold any of the products; without products, whether there may be any
        order. What was cancelled or failed is none. True of a time from which orders are missing."""
        if at < self.orders_from:
            return True
        if not products:
            return any(order.occurred_at >= at for order in self._standing_orders[:1])
        return any(self._last_bought.get(key, "") >= at for key in products)

    @cached_property
    def _last_bought(self) -> Mapping[str, str]:
        """Product key → when an order last held it."""
        orders = reversed(self._standing_orders)
        return {key: order.occurred_at for order in orders for key in event_details.products(order)}


def open_filter(now: str) -> EventFilter:
    """The filter that reads the contacts from before `now` that left something open then."""
    return EventFilter(families=FAMILIES["contacts"], until=now, lines=False, left_open=True)


def class_filter(name: EventClass, now: str) -> EventFilter:
    """The filter that reads a class, before `now`."""
    return EventFilter(families=FAMILIES.get(name), until=now, sales=name == "sales", lines=name == "sales")
