"""Orders as they stand now, as far as their sources say."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.values.times import days_between

UNSHIPPED_DAYS = 7
"""Without a promised day an order is late that was not sent within so many days."""


class OrderStage(Enum):
    PLACED = "placed"
    AWAITING_PAYMENT = "awaiting_payment"
    IN_PREPARATION = "in_preparation"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


UNDER_WAY = frozenset({OrderStage.AWAITING_PAYMENT, OrderStage.IN_PREPARATION, OrderStage.SHIPPED})
_SENT = {"fulfilled": True, "shipped": True, "unfulfilled": False, "partial": False, "pending": False}


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """`stage` PLACED where no source says how it went on; COMPLETED where it was handed over the counter.

    `late`: it should have been there, or been sent, by now.
    """

    key: str
    number: str | None
    ordered_at: str
    channel: str | None
    currency: str
    total_minor: int
    stage: OrderStage
    late: bool
    promised_at: str | None
    items: tuple[str, ...]
    reason: str
    evidence: tuple[str, ...]


def order_statuses(history: History) -> list[OrderStatus]:
    """Newest first."""
    news = history.matters_of("delivery", "tracking", "payment", "billing")
    return [
        _status(order, _about(order, news), _about(order, history.returns), history.now) for order in history.orders
    ]


def _about(order: Transaction, events: Sequence[Event]) -> list[Event]:
    """The events that name the order by its number, newest first."""
    if not order.number:
        return []
    bare = order.number.lstrip("#")
    return [event for event in events if event_details.text(event, "order", "order_number").lstrip("#") == bare]


def _status(order: Transaction, news: list[Event], returns: list[Event], now: str) -> OrderStatus:
    stage, because = _stage(order, news, returns, now)
    promised = event_details.moment(order, "expected_at", "promised_at", "due_at")
    late = _is_late(order, stage, promised, now)
    if late:
        wait = round(days_between(promised, now)) if promised else _days(order, now)
        because += f"; {wait} days past the promised day" if promised else f"; {wait} days after the order"
    return OrderStatus(
        key=order.key,
        number=order.number,
        ordered_at=order.occurred_at,
        channel=order.channel,
        currency=order.currency,
        total_minor=order.total_minor,
        stage=stage,
        late=late,
        promised_at=promised,
        items=tuple(name for name in event_details.products(order).values() if name),
        reason=because,
        evidence=(order.key, *(event.key for event in [*news, *returns])),
    )


def _stage(order: Transaction, news: list[Event], returns: list[Event], now: str) -> tuple[OrderStage, str]:
    status = (order.status or "").casefold().replace("_", " ")
    if _happened(order, "cancelled_at", now) or status in {"voided", "cancelled"}:
        return OrderStage.CANCELLED, "cancelled"
    if status == "refunded" or (returns and not status.startswith("partial")):
        return OrderStage.REFUNDED, "the money was given back"
    if status == "partially refunded":
        return OrderStage.PARTLY_REFUNDED, "part of the money was given back"
    return _way(order, news, status, now)


def _way(order: Transaction, news: list[Event], status: str, now: str) -> tuple[OrderStage, str]:
    told_of = [event_details.status(event) for event in news if event.kind in {"delivery", "tracking"}]
    if _happened(order, "delivered_at", now) or (told_of and told_of[0] in {"delivered", ""}):
        return OrderStage.DELIVERED, "delivered"
    sent = _SENT.get(event_details.text(order, "fulfillment_status").casefold())
    sent_at = event_details.moment(order, "fulfilled_at")
    if told_of or (sent and (sent_at is None or sent_at <= now)):
        return OrderStage.SHIPPED, f"sent; last heard of as {told_of[0]}" if told_of else "sent"
    if status in {"pending", "authorized", "unpaid"}:
        return OrderStage.AWAITING_PAYMENT, "not paid yet"
    if sent is not None:
        return OrderStage.IN_PREPARATION, "not sent yet"
    if order.channel == "store":
        return OrderStage.COMPLETED, "bought in the store"
    return OrderStage.PLACED, "no source says how it went on"


def _happened(order: Transaction, detail: str, now: str) -> bool:
    at = event_details.moment(order, detail)
    return at is not None and at <= now


def _is_late(order: Transaction, stage: OrderStage, promised: str | None, now: str) -> bool:
    if stage not in UNDER_WAY:
        return False
    if promised:
        return promised < now
    return stage is OrderStage.IN_PREPARATION and _days(order, now) > UNSHIPPED_DAYS


def _days(order: Transaction, now: str) -> int:
    return int(days_between(order.occurred_at, now))
