"""Orders that their source calls unpaid and that a payment which came apart has paid: they count as purchases."""

from collections import defaultdict
from collections.abc import Awaitable, Iterable

from profile_service.domain.context.history import LOOK_BACK_EVENTS
from profile_service.domain.context.order_links import OrderLinks
from profile_service.domain.profile.tallies import payment_change
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
    """The customer with the orders counted that payments before `until` (fixed-width UTC text) have paid. None, and
    nothing is read, for nearly all: those without an order that is not paid by its source, or without payments.

    Which order a payment is about depends on the customer's other orders, so that it is said where they are read and
    never where a file is loaded: the order of files, merges and splits make no difference.
    """
    if not isinstance(customer, Customer):
        return _then_with_paid_orders(customer, until)
    has_unpaid = any(tally.is_unpaid for record in customer.profile.records for tally in record.tallies)
    kinds = {kind for record in customer.whole.records for kind in record.kind_months} if has_unpaid else set()
    if not any(touchpoints().kinds.family(kind) in MONEY_FAMILIES for kind in kinds):
        return None
    return _with_paid_orders(customer, until)


async def _then_with_paid_orders(then: Awaitable[Customer], until: str | None) -> Customer:
    customer = await then
    paid = with_paid_orders(customer, until)
    return await paid if paid else customer


async def _with_paid_orders(customer: Customer, until: str | None) -> Customer:
    families = (Family.ORDER, *MONEY_FAMILIES)
    paid = paid_orders(await customer.latest_in_any_view(families, until, _EVENTS, LOOK_BACK_EVENTS))
    lines: dict[str, str] = defaultdict(str)
    for order in paid:
        lines[order.record] += payment_change(order, given_back_minor(order))
    return customer.recounted(lines, frozenset(order.key for order in paid))


def paid_orders(events: Iterable[Event]) -> list[Transaction]:
    """The orders among a customer's events that their source calls unpaid and that others of the events paid."""
    orders: list[Transaction] = []
    others: list[Event] = []
    for event in events:
        if isinstance(event, Transaction):
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
