"""Orders as they stand now, as far as their sources say, and which of them are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.times import days_between

LATE_UNSENT_DAYS = 7
"""An order without a promised day is late where it was not sent within so many days."""


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


_UNSENT = frozenset({OrderStage.AWAITING_PAYMENT, OrderStage.IN_PREPARATION})
_UNDER_WAY = _UNSENT | {OrderStage.SHIPPED}
_SENT_WORDS = {"fulfilled": True, "shipped": True, "unfulfilled": False, "partial": False, "pending": False}


_NEWS = (Family.DELIVERY, Family.SHIPMENT, Family.TRACKING, Family.PAYMENT, Family.BILLING)


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

    @property
    def is_unsent(self) -> bool:
        """Whether a source says that the order is still to be paid or sent."""
        return self.stage in _UNSENT


def order_statuses(history: History) -> list[OrderStatus]:
    """Newest first."""
    news = history.matters_of(*_NEWS)
    return [
        _order_status(order, _naming(order, news), _naming(order, history.returns), history) for order in history.orders
    ]


def _naming(order: Transaction, events: Sequence[Event]) -> list[Event]:
    """The events that name the order by its number, newest first."""
    if not order.number:
        return []
    number = order.number.lstrip("#")
    return [event for event in events if event_details.text(event, "order", "order_number").lstrip("#") == number]


def _order_status(order: Transaction, news: list[Event], returns: list[Event], history: History) -> OrderStatus:
    now = history.now
    stage, reason = _stage(order, news, returns, history)
    promised_at = event_details.moment(order, "expected_at", "promised_at", "due_at")
    lateness = _lateness(order, stage, promised_at, now)
    return OrderStatus(
        key=order.key,
        number=order.number,
        ordered_at=order.occurred_at,
        channel=order.channel,
        currency=order.currency,
        total_minor=order.total_minor,
        stage=stage,
        late=lateness is not None,
        promised_at=promised_at,
        items=tuple(name for name in event_details.products(order).values() if name),
        reason=f"{reason}; {lateness}" if lateness else reason,
        evidence=(order.key, *(event.key for event in [*news, *returns])),
    )


def _lateness(order: Transaction, stage: OrderStage, promised_at: str | None, now: str) -> str | None:
    """By how much an order is late, in words; None where it is not late."""
    if promised_at:
        is_late = stage in _UNDER_WAY and promised_at < now
        return f"{round(days_between(promised_at, now))} days past the promised day" if is_late else None
    days = int(days_between(order.occurred_at, now))
    is_late = stage is OrderStage.IN_PREPARATION and days > LATE_UNSENT_DAYS
    return f"{days} days after the order" if is_late else None


def _stage(order: Transaction, news: list[Event], returns: list[Event], history: History) -> tuple[OrderStage, str]:
    """The stage where an order stands, and the reason."""
    status = event_details.sale_status(order)
    if _has_happened(order, "cancelled_at", history.now) or status in {"voided", "cancelled"}:
        return OrderStage.CANCELLED, "cancelled"
    if status == "refunded" or (returns and not status.startswith("partial")):
        return OrderStage.REFUNDED, "the money was given back"
    if status == "partially refunded":
        return OrderStage.PARTLY_REFUNDED, "part of the money was given back"
    return _delivery_stage(order, news, history) or _unsent_stage(order)


def _delivery_stage(order: Transaction, news: list[Event], history: History) -> tuple[OrderStage, str] | None:
    """DELIVERED or SHIPPED, and the reason; None where no source says that the order was sent."""
    words = [word for event in news if (word := _word_of_carriage(event, history))]
    if _has_happened(order, "delivered_at", history.now) or (words and words[0] == "delivered"):
        return OrderStage.DELIVERED, "delivered"
    if words:
        return OrderStage.SHIPPED, f"sent; last heard of as {words[0]}"
    sent_at = event_details.moment(order, "fulfilled_at")
    if _is_sent(order) and (sent_at is None or sent_at <= history.now):
        return OrderStage.SHIPPED, "sent"
    return None


def _word_of_carriage(event: Event, history: History) -> str:
    """Where the goods are by an event; empty where it says nothing of that. A delivery without a status arrived."""
    family = history.family(event)
    if family not in {Family.DELIVERY, Family.SHIPMENT, Family.TRACKING}:
        return ""
    return history.status(event) or ("delivered" if family is Family.DELIVERY else "")


def _unsent_stage(order: Transaction) -> tuple[OrderStage, str]:
    if event_details.sale_status(order) in {"pending", "authorized", "unpaid"}:
        return OrderStage.AWAITING_PAYMENT, "not paid yet"
    if _is_sent(order) is not None:
        return OrderStage.IN_PREPARATION, "not sent yet"
    if order.channel == "store":
        return OrderStage.COMPLETED, "bought in the store"
    return OrderStage.PLACED, "no source says how it went on"


def _is_sent(order: Transaction) -> bool | None:
    """Whether the source calls the order sent; None where it says neither."""
    return _SENT_WORDS.get(event_details.text(order, "fulfillment_status").casefold())


def _has_happened(order: Transaction, detail: str, now: str) -> bool:
    at = event_details.moment(order, detail)
    return at is not None and at <= now
