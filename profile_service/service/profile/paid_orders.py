"""Orders as payments and returns that came apart leave them: what counts as a purchase, and what was given back."""

from collections import defaultdict
from collections.abc import Awaitable, Iterable, Iterator

from profile_service.domain.context.history import LOOK_BACK_EVENTS
from profile_service.domain.context.order_links import OrderLinks
from profile_service.domain.profile.tallies import payment_change, refund_change
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.kinds import Family
from profile_service.domain.sources.order_states import MONEY_FAMILIES, Settlement, given_back_minor
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.profile.customer import Customer

_EVENTS = 200
"""How many of the latest orders and payments are looked at."""


def counted_as_of(customer: Customer, now: str | None) -> Awaitable[Customer] | None:
    """The customer with the counts of what came before `now` (fixed-width UTC text, None for all), the orders among
    them that are paid; None where those that the customer has are right."""
    return with_paid_orders((customer.as_of(now) if now else None) or customer, now)


def with_paid_orders(customer: Customer | Awaitable[Customer], until: str | None = None) -> Awaitable[Customer] | None:
    """The customer with the orders counted that payments before `until` (fixed-width UTC text) have paid, and with
    returns taken off the orders that they are of. None, and nothing is read, for nearly all: those without both an
    order that is not paid by its source and payments, or both an order refunded by its source and returns.

    Which order a payment or a return is about depends on the customer's other orders, so that it is said where they are
    read and never where a file is loaded: the order of files, merges and splits make no difference.
    """
    if not isinstance(customer, Customer):
        return _then_with_paid_orders(customer, until)
    tallies = [tally for record in customer.profile.records for tally in record.tallies]
    has_unpaid = any(tally.is_unpaid for tally in tallies)
    has_refunded = any(tally.is_refunded for tally in tallies) and any(tally.cell.kind == "return" for tally in tallies)
    kinds = {kind for record in customer.whole.records for kind in record.kind_months} if has_unpaid else set()
    if has_refunded or any(touchpoints().kinds.family(kind) in MONEY_FAMILIES for kind in kinds):
        return _with_paid_orders(customer, until)
    return None


async def _then_with_paid_orders(then: Awaitable[Customer], until: str | None) -> Customer:
    customer = await then
    paid = with_paid_orders(customer, until)
    return await paid if paid else customer


async def _with_paid_orders(customer: Customer, until: str | None) -> Customer:
    families = (Family.ORDER, Family.RETURN, *MONEY_FAMILIES)
    events = await customer.latest_in_any_view(families, until, _EVENTS, LOOK_BACK_EVENTS)
    paid = paid_orders(events)
    lines: dict[str, str] = defaultdict(str)
    for order in paid:
        lines[order.record] += payment_change(order, given_back_minor(order))
    for order, minor in unreturned_refunds(events):
        lines[order.record] += refund_change(order, minor)
    return customer.recounted(lines, frozenset(order.key for order in paid))


def unreturned_refunds(events: Iterable[Event]) -> Iterator[tuple[Transaction, int]]:
    """What sources say that they gave back of orders, in minor units, and no return is about: it stands for no other
    order's return. A return that names no order may be of any; then nothing is said."""
    sales = [event for event in events if isinstance(event, Transaction)]
    orders = [sale for sale in sales if sale.kind == "order"]
    returns = [sale for sale in sales if sale.kind == "return"]
    links = OrderLinks(orders)
    if not all(links.orders_of(sale) for sale in returns):
        return
    of_order = links.by_order(returns)
    for order in orders:
        refunded = order_states().settlement(order) is Settlement.REFUNDED
        given_back = order.total_minor if refunded else given_back_minor(order)
        returned = sum(abs(sale.total_minor) for sale in of_order.get(order.key, ()))
        if order.has_amount and given_back > returned:
            yield order, given_back - returned


def paid_orders(events: Iterable[Event]) -> list[Transaction]:
    """The orders among a customer's events that their source calls unpaid and that others of the events paid."""
    orders: list[Transaction] = []
    others: list[Event] = []
    for event in events:
        if isinstance(event, Transaction) and event.kind == "order":
            orders.append(event)
        else:
            others.append(event)
    states, kinds = order_states(), touchpoints().kinds
    payments = OrderLinks(orders).by_order(others)
    return [
        order
        for order in orders
        if states.settlement(order) is Settlement.UNPAID
        and states.is_paid_by(order, payments.get(order.key, ()), kinds)
    ]
