"""Open threads: what was begun and is not done, in whatever channel, with where it can go on."""

from collections.abc import Iterator, Sequence

from profile_service.domain.context import event_details
from profile_service.domain.context.abandoned import cheaper_wishes, open_cart, open_forms, unused_coupons
from profile_service.domain.context.conversations import Conversation
from profile_service.domain.context.history import MESSAGES, History
from profile_service.domain.context.order_status import OrderStage, OrderStatus
from profile_service.domain.context.thread import Thread, ThreadKind, continuing_channels
from profile_service.domain.sources.events import Transaction
from profile_service.domain.values.times import days_between

TALK_DAYS = 365
"""A conversation or an order that nobody touched for longer is forgotten, not open."""
_NOT_SENT = frozenset({OrderStage.AWAITING_PAYMENT, OrderStage.IN_PREPARATION})


def open_threads(history: History, orders: Sequence[OrderStatus]) -> list[Thread]:
    """Those first that can go on in the reader's channel, and of them the one touched last."""
    found = [
        *_talks(history),
        *_orders(history, orders),
        *_returns(history),
        *open_cart(history),
        *open_forms(history),
        *unused_coupons(history),
        *cheaper_wishes(history),
    ]
    found.sort(key=lambda thread: (thread.last_at, thread.key), reverse=True)
    return sorted(found, key=lambda thread: history.channel is not None and history.channel not in thread.can_go_on)


def _talks(history: History) -> Iterator[Thread]:
    for talk in history.conversations:
        last = talk.contacts[-1]
        if talk.is_open and days_between(last.occurred_at, history.now) <= TALK_DAYS:
            yield _talk(talk)


def _talk(talk: Conversation) -> Thread:
    first, last = talk.contacts[0], talk.contacts[-1]
    kind = ThreadKind.MESSAGE if all(event.kind in MESSAGES for event in talk.contacts) else ThreadKind.TICKET
    return Thread(
        kind=kind,
        key=first.key,
        topic=talk.topic,
        channel=first.channel,
        opened_at=first.occurred_at,
        last_at=last.occurred_at,
        can_go_on=continuing_channels(kind, last.channel),
        products={key: name for event in talk.contacts for key, name in event_details.products(event).items()},
        reason=f"the latest word on it is: {talk.latest_word}",
        evidence=talk.evidence,
    )


def _orders(history: History, orders: Sequence[OrderStatus]) -> Iterator[Thread]:
    sales = {order.key: order for order in history.orders}
    for status in orders:
        if (status.late or status.stage in _NOT_SENT) and days_between(status.ordered_at, history.now) <= TALK_DAYS:
            yield _order(status, sales[status.key])


def _order(status: OrderStatus, order: Transaction) -> Thread:
    return Thread(
        kind=ThreadKind.ORDER,
        key=status.key,
        topic=f"order {status.number}" if status.number else "order",
        channel=status.channel,
        opened_at=status.ordered_at,
        last_at=status.ordered_at,
        can_go_on=continuing_channels(ThreadKind.ORDER, status.channel),
        products=event_details.products(order),
        reason=("late: " if status.late else "") + status.reason,
        evidence=status.evidence,
    )


def _returns(history: History) -> Iterator[Thread]:
    for back in history.returns:
        said = (back.status or "").casefold().replace("_", " ")
        if event_details.is_open(said) and days_between(back.occurred_at, history.now) <= TALK_DAYS:
            yield Thread(
                kind=ThreadKind.RETURN,
                key=back.key,
                topic=f"return {back.number}" if back.number else "return",
                channel=back.channel,
                opened_at=back.occurred_at,
                last_at=back.occurred_at,
                can_go_on=continuing_channels(ThreadKind.RETURN, back.channel),
                products=event_details.products(back),
                reason=f"the return is {said}",
                evidence=(back.key,),
            )
