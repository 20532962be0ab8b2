"""Orders as they stand now, as far as their sources say, and which of them are late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.context.order_links import OrderLinks
from profile_service.domain.profile.timelines import EventFilter
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.kinds import Family
from profile_service.domain.sources.order_payments import OrderPayments, order_payments
from profile_service.domain.sources.order_states import (
    MONEY_FAMILIES,
    OrderStage,
    OrderState,
    Payment,
    Settlement,
    given_back_minor,
)
from profile_service.domain.values.quantities import counted
from profile_service.domain.values.times import days_between, parse_utc_text, utc_text

LATE_UNSENT_DAYS = 7
"""An order without a promised day is late where it was not sent within so many days."""
FOLLOW_UP_DAYS = 180
"""For how long after an order all that happens is read as maybe about it, where many orders are read and not the
latest; later than that, what is about money alone."""


_UNDER_WAY = frozenset({OrderStage.AWAITING_PAYMENT, OrderStage.IN_PREPARATION, OrderStage.SHIPPED})
_AWAITED = frozenset(
    {OrderStage.AWAITING_PAYMENT, OrderStage.ON_HOLD, OrderStage.IN_PREPARATION, OrderStage.READY_FOR_PICKUP}
)
_REASONS = {
    OrderStage.RETURN_REQUESTED: "a return or an exchange was asked for",
    OrderStage.RETURNED: "it came back",
    OrderStage.DELIVERED: "delivered",
    OrderStage.COMPLETED: "completed",
    OrderStage.SHIPPED: "sent",
    OrderStage.READY_FOR_PICKUP: "ready to be collected",
    OrderStage.AWAITING_PAYMENT: "not paid yet",
    OrderStage.ON_HOLD: "held back",
    OrderStage.IN_PREPARATION: "not sent yet",
    OrderStage.PLACED: "no source says how it went on",
    OrderStage.CANCELLED: "cancelled",
    OrderStage.PAYMENT_FAILED: "the payment failed or lapsed",
    OrderStage.REFUNDED: "the money was given back",
    OrderStage.PARTLY_REFUNDED: "part of the money was given back",
}
"""Of several stages that a source's words name, the first of these nine up to PLACED is where the order stands."""


_NEWS = (Family.DELIVERY, Family.SHIPMENT, Family.TRACKING, *MONEY_FAMILIES)


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """`stage` PLACED where no source says how it went on; COMPLETED where it was handed over the counter. `status`: the
    source's own word. `counts`: whether it counts as a purchase in totals.

    `late`: it should have been there, or been sent, by now.
    """

    key: str
    number: str | None
    ordered_at: str
    channel: str | None
    currency: str
    total_minor: int
    status: str | None
    stage: OrderStage
    counts: bool
    late: bool
    promised_at: str | None
    items: tuple[str, ...]
    reason: str
    evidence: tuple[str, ...]

    @property
    def is_awaited(self) -> bool:
        """Whether a source says that the order is still to be paid, sent or collected."""
        return self.stage in _AWAITED


@dataclass(frozen=True, slots=True)
class OrderCourse:
    """Where an order stands, and the payments, deliveries and returns about it, newest first."""

    status: OrderStatus
    events: tuple[Event, ...]


def order_statuses(history: History) -> list[OrderStatus]:
    """Newest first."""
    return [course.status for course in order_courses(history).values()]


def order_courses(history: History) -> Mapping[str, OrderCourse]:
    """Order key → how the order went on, the newest order first."""
    links = OrderLinks(history.orders)
    news, returns = links.by_order(history.matters_of(*_NEWS)), links.by_order(history.returns)
    return {
        order.key: _order_course(order, news.get(order.key, []), returns.get(order.key, []), history)
        for order in history.orders
    }


def follow_up_filters(orders: Sequence[Transaction], now: str) -> list[EventFilter]:
    """The filters that read what came of some orders, at least one: what is about orders, from the first of them until
    half a year after the last; and, newer than that, what is about their money, which may be given back much later."""
    last = max(order.occurred_at for order in orders)
    until = utc_text(parse_utc_text(last) + timedelta(days=FOLLOW_UP_DAYS))
    since = min(order.occurred_at for order in orders)
    near = EventFilter(families=frozenset({Family.ORDER, Family.RETURN, *_NEWS}), since=since, until=until, lines=False)
    late = EventFilter(families=frozenset({Family.RETURN, *MONEY_FAMILIES}), since=until, lines=False)
    return [late, near] if until < now else [near]


def _order_course(order: Transaction, news: list[Event], returns: list[Transaction], history: History) -> OrderCourse:
    events = sorted([*news, *returns], key=lambda event: (event.occurred_at, event.key), reverse=True)
    return OrderCourse(_order_status(order, news, returns, history), tuple(events))


def _order_status(order: Transaction, news: list[Event], returns: list[Transaction], history: History) -> OrderStatus:
    now = history.now
    later = history.order_payments.get(order.key) or order_payments(order, news, history.order_states, history.kinds)
    stage, reason = _stage(order, news, returns, later, history)
    promised_at = event_details.moment(order, "expected_at", "promised_at", "due_at")
    lateness = _lateness(order, stage, promised_at, now)
    return OrderStatus(
        key=order.key,
        number=order.number,
        ordered_at=order.occurred_at,
        channel=order.channel,
        currency=order.currency,
        total_minor=order.total_minor,
        status=order.status,
        stage=stage,
        counts=later.settlement(history.order_states.settlement(order)) is Settlement.COUNTED,
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
        return f"{counted(round(days_between(promised_at, now)), 'day')} past the promised day" if is_late else None
    days = int(days_between(order.occurred_at, now))
    is_late = stage is OrderStage.IN_PREPARATION and days > LATE_UNSENT_DAYS
    return f"{days} days after the order" if is_late else None


def _stage(
    order: Transaction, news: list[Event], returns: list[Transaction], later: OrderPayments, history: History
) -> tuple[OrderStage, str]:
    """The stage where an order stands, and the reason. `later`: what the events about it say of its money."""
    payments, states = history.order_states.payments(order), history.order_states.of(order)
    if _has_happened(order, "cancelled_at", history.now):
        return _with_reason(OrderStage.CANCELLED)
    if Payment.VOID in payments:
        return _with_reason(_stage_of_payment(states, Payment.VOID, OrderStage.CANCELLED))
    if Payment.REFUNDED in payments and not later.is_won_back:
        return _with_reason(_stage_of_payment(states, Payment.REFUNDED, OrderStage.REFUNDED))
    settlement = later.settlement(history.order_states.settlement(order))
    if settlement is Settlement.REFUNDED:
        return _with_reason(OrderStage.REFUNDED)
    if Payment.PARTLY_REFUNDED in payments or _is_partly_given_back(order, history):
        return _with_reason(OrderStage.PARTLY_REFUNDED)
    settled = [(sale, history.order_states.settlement(sale)) for sale in returns]
    if given_back := [sale for sale, state in settled if state is Settlement.COUNTED]:
        return _with_reason(_stage_of_returns(order, given_back))
    if later.is_partly_refunded and settlement is Settlement.COUNTED:
        return _with_reason(OrderStage.PARTLY_REFUNDED)
    if any(state is Settlement.UNPAID for _, state in settled):
        return _with_reason(OrderStage.RETURN_REQUESTED)
    return _delivery_stage(order, news, history) or _stated_stage(order, states, later, history)


def _with_reason(stage: OrderStage) -> tuple[OrderStage, str]:
    return stage, _REASONS[stage]


def _is_partly_given_back(order: Transaction, history: History) -> bool:
    """Whether the order counts as a purchase, less an amount that its source states."""
    if not 0 < given_back_minor(order) < order.total_minor:  # as of most orders, and found out sooner
        return False
    return history.order_states.settlement(order) is Settlement.COUNTED


def _stage_of_payment(states: Sequence[OrderState], payment: Payment, usual: OrderStage) -> OrderStage:
    """The stage of the word that says so of the money."""
    return next((state.stage for state in states if state.payment is payment and state.stage), usual)


def _stage_of_returns(order: Transaction, returns: Sequence[Transaction]) -> OrderStage:
    """REFUNDED, or PARTLY_REFUNDED where the returns come to less than the order."""
    given_back = sum(abs(sale.total_minor) for sale in returns)
    return OrderStage.PARTLY_REFUNDED if 0 < given_back < order.total_minor else OrderStage.REFUNDED


def _delivery_stage(order: Transaction, news: list[Event], history: History) -> tuple[OrderStage, str] | None:
    """DELIVERED or SHIPPED by a delivery, and the reason; None where there is none so far."""
    words = [word for event in news if (word := _word_of_carriage(event, history))]
    if _has_happened(order, "delivered_at", history.now) or (words and words[0] == "delivered"):
        return _with_reason(OrderStage.DELIVERED)
    return (OrderStage.SHIPPED, f"sent; last heard of as {words[0]}") if words else None


def _word_of_carriage(event: Event, history: History) -> str:
    """Where the goods are by an event; empty where it says nothing of that. A delivery without a status arrived."""
    family = history.family(event)
    if family not in {Family.DELIVERY, Family.SHIPMENT, Family.TRACKING}:
        return ""
    return history.status(event) or ("delivered" if family is Family.DELIVERY else "")


def _stated_stage(
    order: Transaction, states: Sequence[OrderState], later: OrderPayments, history: History
) -> tuple[OrderStage, str]:
    """The stage by the source's words. What was paid since is not awaited any more."""
    stages = {state.stage for state in states if state.stage}
    sent_at = event_details.moment(order, "fulfilled_at")
    if OrderStage.SHIPPED in stages and sent_at and sent_at > history.now:
        stages = stages - {OrderStage.SHIPPED} | {OrderStage.IN_PREPARATION}
    if later.is_paid or Payment.PAID in history.order_states.payments(order):
        stages.discard(OrderStage.AWAITING_PAYMENT)
    if later.is_won_back:
        stages.discard(OrderStage.REFUNDED)
    for stage in _REASONS:
        if stage in stages and stage is not OrderStage.PLACED:
            return _with_reason(stage)
    if order.channel == "store" and not stages:
        return OrderStage.COMPLETED, "bought in the store"
    unknown = history.order_states.unknown_word(order)
    return OrderStage.PLACED, f"its source calls it {unknown}" if unknown else _REASONS[OrderStage.PLACED]


def _has_happened(order: Transaction, detail: str, now: str) -> bool:
    at = event_details.moment(order, detail)
    return at is not None and at <= now
