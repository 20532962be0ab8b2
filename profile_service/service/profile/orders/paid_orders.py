"""Orders as payments, refunds and returns that came apart leave them: what counts as a purchase, and what was given
back."""

from collections import defaultdict
from collections.abc import Awaitable, Iterable, Mapping, Sequence

from profile_service.domain.context.history import LOOK_BACK_EVENTS
from profile_service.domain.context.order_links import OrderLinks
from profile_service.domain.profile.tallies import Tally, refund_change, tally_change
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.kinds import Family
from profile_service.domain.sources.order_payments import NO_PAYMENTS, OrderPayments, may_change_orders, order_payments
from profile_service.domain.sources.order_states import MONEY_FAMILIES, Settlement, given_back_minor
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.profile.customer import Customer

_EVENTS = 200
"""How many of the latest orders, payments and returns are looked at."""


def counted_as_of(customer: Customer, now: str | None) -> Awaitable[Customer] | None:
    """The customer with the counts of what came before `now` (fixed-width UTC text, None for all), the orders among
    them that are paid; None where those that the customer has are right."""
    return with_paid_orders((customer.as_of(now) if now else None) or customer, now)


def with_paid_orders(customer: Customer | Awaitable[Customer], until: str | None = None) -> Awaitable[Customer] | None:
    """The customer with the orders counted that payments before `until` (fixed-width UTC text) have paid, without what
    refunds gave back, and with returns taken off the orders that they are of. None, and nothing is read, for those
    without both an order and payments, bills or refunds, or both an order refunded by its source and returns.

    Which order a payment or a return is about depends on the customer's other orders, so that it is said where they are
    read and never where a file is loaded: the order of files, merges and splits make no difference.
    """
    if not isinstance(customer, Customer):
        return _then_with_paid_orders(customer, until)
    tallies = [tally for record in customer.profile.records for tally in record.tallies]
    has_refunded = any(tally.is_refunded for tally in tallies) and any(tally.cell.kind == "return" for tally in tallies)
    if has_refunded or (any(map(_may_change, tallies)) and _has_payments(customer)):
        families = (Family.ORDER, Family.RETURN, *MONEY_FAMILIES)
        # Asked for at once, so that it is read together with what else is asked for in this moment.
        return _recounted(customer, customer.latest_in_any_view(families, until, _EVENTS, LOOK_BACK_EVENTS))
    return None


def _may_change(tally: Tally) -> bool:
    """Whether events may say that these are paid, given back, or won back after a charge-back."""
    return tally.is_unpaid or tally.is_purchases or (tally.is_refunded and tally.cell.kind == "order")


def _has_payments(customer: Customer) -> bool:
    kinds = {kind for record in customer.whole.records for kind in record.kind_months}
    return any(may_change_orders(kind, touchpoints().kinds) for kind in kinds)


async def _then_with_paid_orders(then: Awaitable[Customer], until: str | None) -> Customer:
    customer = await then
    paid = with_paid_orders(customer, until)
    return await paid if paid else customer


async def _recounted(customer: Customer, reading: Awaitable[Sequence[Event]]) -> Customer:
    events = await reading
    orders = [event for event in events if isinstance(event, Transaction) and event.kind == "order"]
    returns = [event for event in events if isinstance(event, Transaction) and event.kind == "return"]
    payments = _payments(orders, events)
    lines: dict[str, str] = defaultdict(str)
    for order in orders:
        lines[order.record] += _settlement_change(order, payments.get(order.key, NO_PAYMENTS))
    for record, line in _return_changes(orders, returns, payments):
        lines[record] += line
    return customer.recounted(lines, payments)


def _payments(orders: Sequence[Transaction], events: Iterable[Event]) -> Mapping[str, OrderPayments]:
    """Order key → what the events about it say of its money, of the orders that have any."""
    sales = {"order", "return"}
    about = OrderLinks(orders).by_order(event for event in events if event.kind not in sales)
    states, kinds = order_states(), touchpoints().kinds
    return {order.key: order_payments(order, about[order.key], states, kinds) for order in orders if order.key in about}


def _settlement_change(order: Transaction, payments: OrderPayments) -> str:
    """The lines that count the order by its payments and not by its own source alone; empty where both say the same."""
    stated = order_states().settlement(order)
    settlement, given_back = payments.settlement(stated), payments.given_back_minor(order, stated)
    if (settlement, given_back) == (stated, NO_PAYMENTS.given_back_minor(order, stated)):
        return ""
    before = tally_change(order, -1, stated.value, given_back_minor(order))
    return before + tally_change(order, settlement=settlement.value, given_back_minor=given_back)


def _return_changes(
    orders: Sequence[Transaction], returns: Sequence[Transaction], payments: Mapping[str, OrderPayments]
) -> Iterable[tuple[str, str]]:
    """Records (keys) with lines by which what orders count as given back stands for their own returns alone: for the
    money of no other order's return, and for that of a return which belongs to another record. A return that names no
    order may be of any; then nothing is changed."""
    counted = [sale for sale in returns if order_states().settlement(sale) is Settlement.COUNTED]
    links = OrderLinks(orders)
    if not all(links.orders_of(sale) for sale in counted):
        return
    of_order = links.by_order(counted)
    for order in orders:
        left = payments.get(order.key, NO_PAYMENTS).given_back_minor(order, order_states().settlement(order))
        for sale in of_order.get(order.key, ()):
            minor = min(left, abs(sale.total_minor)) if sale.currency == order.currency else 0
            left -= minor
            if minor and sale.record != order.record:
                yield order.record, refund_change(order, minor)
                yield sale.record, refund_change(order, -minor)
        if left and order.has_amount:
            yield order.record, refund_change(order, left)
