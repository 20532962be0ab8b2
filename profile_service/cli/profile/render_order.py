"""An order as `orders show` prints it, for people and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from profile_service.cli.console.output import to_the_second
from profile_service.cli.profile.render_profile import amount
from profile_service.domain.context.order_status import OrderCourse
from profile_service.domain.sources.details import order_details
from profile_service.domain.sources.details.order_details import ADDRESS_PARTS, Delivery, PaymentMethod
from profile_service.domain.sources.events import Event, Transaction, event_source
from profile_service.service.profile.customer import Customer


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order with its customer and its course."""

    customer: Customer
    order: Transaction
    course: OrderCourse

    @property
    def describing_events(self) -> list[Event]:
        return [self.order, *self.course.events]

    @property
    def name(self) -> str | None:
        name = self.customer.golden_name()
        return name.winner.value if name else None

    @property
    def delivery_address(self) -> dict[str, str]:
        """The parts that the view shows and the source gives."""
        address, view = order_details.delivery_address(self.order), self.customer.view
        parts = {part: getattr(address, part, None) for part in ADDRESS_PARTS if view.shows_attribute(part)}
        return {part: text for part, text in parts.items() if text}


def order_lines(shown: ShownOrder) -> Iterator[str]:
    """What it is and how far it has got, its customer, and then what is known of it."""
    order, status = shown.order, shown.course.status
    total = amount(order.total_minor, order.currency) if order.has_amount else "amount unknown"
    yield f"{order.number}  {event_source(order)}  {to_the_second(order.occurred_at)}  {total}  ({order.key})"
    yield f"    {status.stage.value}: {status.reason}" + (f"; status {order.status}" if order.status else "")
    yield f"    of {shown.name or '(no name)'}  ({shown.customer.profile.id})"
    for line in order.lines:
        price = amount(line.price_minor, order.currency) if order.has_amount else "price unknown"
        yield f"    {line.quantity:g} × {line.product.name or line.product.key}  {price}"
    if address := shown.delivery_address:
        yield f"    to {', '.join(address.values())}"
    yield from _detail_lines(shown.describing_events)
    if shown.course.events:
        yield "What came of it:"
        yield from (f"    {to_the_second(e.occurred_at)}  {e.kind}  {e.key}" for e in shown.course.events)


def order_data(shown: ShownOrder) -> dict[str, Any]:
    """The names are those of the GraphQL API. What the view hides is absent."""
    order, status, events = shown.order, shown.course.status, shown.describing_events
    return {
        "key": order.key,
        "number": order.number,
        "source": event_source(order),
        "occurredAt": order.occurred_at,
        "channel": order.channel,
        "stage": status.stage.name,
        "status": order.status,
        "reason": status.reason,
        "late": status.late,
        "counts": status.counts,
        "currency": order.currency,
        "amountKnown": order.has_amount,
        "totalMinor": order.total_minor,
        "discountMinor": order.discount_minor,
        "lines": [
            {
                "product": {"key": line.product.key, "name": line.product.name or None},
                "quantity": line.quantity,
                "priceMinor": line.price_minor,
                "discountMinor": line.discount_minor,
            }
            for line in order.lines
        ],
        "deliveryAddress": {_camel_case(part): text for part, text in shown.delivery_address.items()} or None,
        "parcels": [{"number": p.number, "carrier": p.carrier, "url": p.url} for p in order_details.parcels(events)],
        "paymentMethod": _payment_data(order_details.payment_method(events)),
        "paymentReference": order_details.payment_reference(events),
        "delivery": _delivery_data(order_details.delivery(events)),
        "events": [{"key": e.key, "kind": e.kind, "occurredAt": e.occurred_at} for e in shown.course.events],
        "profile": {"id": shown.customer.profile.id, "name": shown.name, "view": shown.customer.view.name},
    }


def _detail_lines(events: list[Event]) -> Iterator[str]:
    payment, reference = order_details.payment_method(events), order_details.payment_reference(events)
    if payment or reference:
        method = [payment.name, payment.brand, payment.last_four] if payment else []
        yield f"    paid by {'  '.join(filter(None, [*method, reference]))}"
    if delivery := order_details.delivery(events):
        times = [delivery.promised_at, delivery.sent_at, delivery.delivered_at]
        named = zip(("promised for", "sent", "delivered"), times, strict=True)
        parts = [delivery.method, *(f"{word} {to_the_second(time)}" for word, time in named if time), delivery.place]
        yield f"    delivery: {', '.join(filter(None, parts))}"
    for parcel in order_details.parcels(events):
        yield f"    parcel {'  '.join(filter(None, [parcel.number, parcel.carrier, parcel.url]))}"


def _payment_data(method: PaymentMethod | None) -> dict[str, str | None] | None:
    return {"name": method.name, "brand": method.brand, "lastFour": method.last_four} if method else None


def _delivery_data(delivery: Delivery | None) -> dict[str, str | None] | None:
    if delivery is None:
        return None
    return {
        "method": delivery.method,
        "promisedAt": delivery.promised_at,
        "sentAt": delivery.sent_at,
        "deliveredAt": delivery.delivered_at,
        "place": delivery.place,
    }


def _camel_case(name: str) -> str:
    """`postal_code` → `postalCode`, `street_2` → `street2`"""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
