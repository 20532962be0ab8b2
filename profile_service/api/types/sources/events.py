"""Events of a customer: interactions and transactions."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self, TypeVar

import strawberry

from profile_service.api.types.sources.order_parts import Delivery, Parcel, PaymentMethod, PostalAddress
from profile_service.api.types.sources.records import SourceRecord
from profile_service.api.types.sources.touchpoints import Touchpoint, family_of, touchpoint_of
from profile_service.api.types.values.fields import resolver
from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import AMOUNT_KNOWN, CURRENCY, Json, MinorUnits, Moment
from profile_service.domain.context.order_status import OrderCourse
from profile_service.domain.profile.event_words import shown_details
from profile_service.domain.profile.timelines import TimelinePage, event_cursor
from profile_service.domain.sources import events as domain
from profile_service.domain.sources.details import order_details
from profile_service.domain.sources.event_moves import MovedFrom
from profile_service.domain.sources.order_states import OrderStage
from profile_service.domain.values.cursors import write_cursor
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.orders.order_progress import OrderProgress

Part = TypeVar("Part")

# By its name, which strawberry looks up in the module: a profile's own fields are of the types here.
_PROFILE = Annotated["Profile", strawberry.lazy("profile_service.api.types.profile.profile")]  # type: ignore[name-defined]  # noqa: F821


@dataclass(frozen=True, slots=True)
class EventOwner:
    """The customer whose events are shown. `profile`: as the API shows it; `records`: its records by their keys."""

    customer: Customer
    profile: object
    records: Mapping[str, SourceRecord]

    def shown(self, events: Sequence[domain.Event]) -> "list[Event]":
        """The events as the API shows them, in their order. What their orders came to is read once for all of them."""
        page = EventPage(self, OrderProgress(self.customer, events))
        return [event_of(event, page) for event in events]

    def order(self, order: domain.Transaction) -> "tuple[domain.Transaction, EventPage]":
        """The order, and the page that it stands on alone."""
        return order, EventPage(self, OrderProgress(self.customer, [order]))

    def details(self, event: domain.Event) -> Mapping[str, domain.Json]:
        return shown_details(event, self.customer.view)


@dataclass(frozen=True, slots=True)
class EventPage:
    """What the events that are shown together share."""

    owner: EventOwner
    progress: OrderProgress


@strawberry.type(description="The product, coupon, support case or order that an event is about.")
class Subject:
    type: str = strawberry.field(description="`Product`, `Coupon`, `Case` or `Order`.")
    key: strawberry.ID = strawberry.field(description="Key of the form `source:id`, unique within its type.")
    name: str | None = strawberry.field(description="Text to show for it; null where no source gives one.")

    @classmethod
    def of(cls, subject: domain.Subject) -> "Subject":
        return cls(type=subject.label, key=strawberry.ID(subject.key), name=subject.name or None)


@strawberry.type(description="A product of the retailer.")
class Product:
    key: strawberry.ID = strawberry.field(description="Key of the product: `source:id`.")
    name: str | None = strawberry.field(description="Name of the product; null where no source gives one.")


@strawberry.type(description="One line of a transaction. Money is in minor units of the transaction's currency.")
class Line:
    product: Product = strawberry.field(description="The product that was sold or returned.")
    quantity: float = strawberry.field(description="Number of units; may be a fraction.")
    price_minor: MinorUnits = strawberry.field(description="Price of one unit, in minor units.")
    discount_minor: MinorUnits = strawberry.field(description="Discount on the whole line, in minor units.")
    details: Json | None = strawberry.field(
        description="Everything else that the source gave of the line, as a JSON object; null where there is nothing."
    )

    @classmethod
    def of(cls, line: domain.Line) -> "Line":
        product = line.product
        return cls(
            product=Product(key=strawberry.ID(product.key), name=product.name or None),
            quantity=line.quantity,
            price_minor=MinorUnits(line.price_minor),
            discount_minor=MinorUnits(line.discount_minor),
            details=Json(line.details) if line.details else None,
        )


@strawberry.type(description="A steward's decision that an event belongs to another source record.")
class EventMove:
    record: strawberry.ID = strawberry.field(description="Key of the source record that the event's source names.")
    actor: str = strawberry.field(description="Who moved it.")
    reason: str | None = strawberry.field(description="Why; null where no reason was given, or the view shows none.")
    at: Moment = strawberry.field(description="When it was moved.")
    decision: strawberry.ID = strawberry.field(description="Id of the decision, which `undo` takes.")

    @classmethod
    def optional(cls, moved: MovedFrom | None) -> "EventMove | None":
        if moved is None:
            return None
        return cls(
            record=strawberry.ID(moved.record),
            actor=moved.actor,
            reason=moved.reason or None,
            at=Moment(moved.at),
            decision=strawberry.ID(moved.decision),
        )


@strawberry.interface(description="Something that a customer did, or that happened between them and the retailer.")
class Event:
    key: strawberry.ID = strawberry.field(
        description="Key of the event, unique over all sources, such as `shopify:order:1001`."
    )
    kind: str = strawberry.field(description="Kind of event, such as `order` or `support_call`.")
    family: str | None = strawberry.field(
        description="Family of the kind, such as `call` or `ticket`, whatever its source calls it; null where the kind "
        "is not declared."
    )
    channel: str | None = strawberry.field(
        description="Channel, such as `web`, `store` or `phone`; null where the source gives none."
    )
    device: str | None = strawberry.field(
        description="Device, such as `mobile` or `till`; null where the source gives none."
    )
    task: str | None = strawberry.field(
        description="What it was for, such as `browse`, `purchase` or `support`; null where the source says nothing."
    )
    direction: str | None = strawberry.field(description="`one-way` or `two-way`; null where the source says nothing.")
    occurred_at: Moment = strawberry.field(description="When it happened.")
    record: SourceRecord = strawberry.field(description="Source record that the event belongs to.")
    about: list[Subject] = strawberry.field(description="Products, coupons, support cases and orders that it is about.")
    details: Json | None = strawberry.field(
        description="Everything else that the source gave, as a JSON object; null where there is nothing."
    )
    touchpoint: Touchpoint | None = strawberry.field(
        description="Touchpoint where it happened; null where none is declared for such events."
    )
    page: strawberry.Private[EventPage]

    @resolver("The customer whose event it is.", _PROFILE)
    def profile(self) -> object:
        return self.page.owner.profile

    @resolver(
        "The source record from which a steward moved it; null where it is where its source has it.", EventMove | None
    )
    def moved_from(self) -> Awaitable[EventMove | None]:
        return _moved(self.page.owner.customer.moved_from(self.key))


async def _moved(moved: Awaitable[MovedFrom | None]) -> EventMove | None:
    return EventMove.optional(await moved)


# The types of the values are those of the fields of `Event`, which mypy cannot follow through a dictionary.
def _event_fields(event: domain.Event, page: EventPage) -> dict[str, Any]:
    details = page.owner.details(event)
    return {
        "key": strawberry.ID(event.key),
        "kind": event.kind,
        "family": family_of(event),
        "channel": event.channel,
        "device": event.device,
        "task": event.task,
        "direction": event.direction,
        "occurred_at": Moment(event.occurred_at),
        "record": page.owner.records[event.record],
        "about": [Subject.of(subject) for subject in event.about],
        "details": Json(details) if details else None,
        "touchpoint": touchpoint_of(event),
        "page": page,
    }


@strawberry.type(description="An event that is not a sale: a review, a support call, a coupon scan, a visit…")
class Interaction(Event):
    @classmethod
    def of(cls, event: domain.Event, page: EventPage) -> "Interaction":
        return cls(**_event_fields(event, page))


@strawberry.type(description="An order, a return or an exchange.")
class Transaction(Event):
    number: str | None = strawberry.field(
        description="Number that people know it by, such as `#1001`; null where the source gives none."
    )
    status: str | None = strawberry.field(
        description="Status in the source's own words, such as `paid`; null where the source gives none."
    )
    currency: str = strawberry.field(description=CURRENCY)
    amount_known: bool = strawberry.field(description=AMOUNT_KNOWN)
    total_minor: MinorUnits = strawberry.field(
        description="What was paid, in minor units of the currency; negative where the source writes money given back "
        "so."
    )
    discount_minor: MinorUnits = strawberry.field(
        description="Discount on the whole transaction, in minor units of the currency."
    )
    lines: list[Line] = strawberry.field(description="Products with quantity and price.")
    sale: strawberry.Private[domain.Transaction]

    @resolver(
        "The stage that an order has reached, by its source and by later payments, deliveries and returns; null for a "
        "return or an exchange.",
        OrderStage | None,
    )
    def stage(self) -> Awaitable[OrderStage | None]:
        return self.drawn(lambda course: course.status.stage)

    @resolver("Where it is sent to; null where the source does not say, and in a view without addresses.")
    def delivery_address(self) -> PostalAddress | None:
        return PostalAddress.shown(order_details.delivery_address(self.sale), self.page.owner.customer.view)

    @resolver("Whom it is billed to; null where the source does not say, and in a view without addresses.")
    def billing_address(self) -> PostalAddress | None:
        return PostalAddress.shown(order_details.billing_address(self.sale), self.page.owner.customer.view)

    @resolver("Parcels in which it is sent, by its source and by later deliveries.", list[Parcel])
    def parcels(self) -> Awaitable[list[Parcel]]:
        return self.described(lambda events: list(map(Parcel.of, order_details.parcels(events))))

    @resolver("How it was paid, by its source or a later payment; null where neither says.", PaymentMethod | None)
    def payment_method(self) -> Awaitable[PaymentMethod | None]:
        return self.described(lambda events: PaymentMethod.of(order_details.payment_method(events)))

    @resolver("What its payment is called, by its source or a later payment; null where neither says.", str | None)
    def payment_reference(self) -> Awaitable[str | None]:
        return self.described(order_details.payment_reference)

    @resolver("How and when it is delivered; null where no source says.", Delivery | None)
    def delivery(self) -> Awaitable[Delivery | None]:
        return self.described(lambda events: Delivery.of(order_details.delivery(events)))

    def drawn(self, draw: Callable[[OrderCourse], Part]) -> Awaitable[Part | None]:
        """What its course shows; None where it is no order."""
        return _drawn(self.page.progress.course(self.sale.key), draw)

    def described(self, read: Callable[[list[domain.Event]], Part]) -> Awaitable[Part]:
        """What it and the events about it say, the latest of these first."""
        return _described(self.sale, self.page.progress.course(self.sale.key), read)

    @classmethod
    def of(cls, event: domain.Transaction, page: EventPage) -> Self:
        return cls(
            **_event_fields(event, page),
            sale=event,
            number=event.number,
            status=event.status,
            currency=event.currency,
            amount_known=event.has_amount,
            total_minor=MinorUnits(event.total_minor),
            discount_minor=MinorUnits(event.discount_minor),
            lines=[Line.of(line) for line in event.lines],
        )


async def _drawn(course: Awaitable[OrderCourse | None], draw: Callable[[OrderCourse], Part]) -> Part | None:
    reached = await course
    return draw(reached) if reached else None


async def _described(
    sale: domain.Transaction, course: Awaitable[OrderCourse | None], read: Callable[[list[domain.Event]], Part]
) -> Part:
    later = await course
    return read([sale, *(later.events if later else ())])


@strawberry.type(description="An event with its cursor.")
class EventEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: Event = strawberry.field(description="The event at this cursor.")


@strawberry.type(description="A page of events, newest first.")
class EventConnection:
    edges: list[EventEdge] = strawberry.field(description=EDGES)
    nodes: list[Event] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, page: TimelinePage, owner: EventOwner, after: str | None) -> "EventConnection":
        nodes = owner.shown(page.events)
        edges = [EventEdge(cursor=event_cursor(e), node=n) for e, n in zip(page.events, nodes, strict=True)]
        info = PageInfo.of(edges, has_next=page.has_next, after=after, end=page.end and write_cursor(page.end))
        return cls(edges=edges, nodes=nodes, page_info=info)


@strawberry.type(description="A transaction with its cursor.")
class TransactionEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: Transaction = strawberry.field(description="The transaction at this cursor.")


@strawberry.type(description="A page of orders, returns and exchanges, newest first.")
class TransactionConnection:
    edges: list[TransactionEdge] = strawberry.field(description=EDGES)
    nodes: list[Transaction] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, page: TimelinePage, owner: EventOwner, after: str | None) -> "TransactionConnection":
        nodes = [event for event in owner.shown(page.events) if isinstance(event, Transaction)]
        edges = [TransactionEdge(cursor=event_cursor(node.sale), node=node) for node in nodes]
        info = PageInfo.of(edges, has_next=page.has_next, after=after, end=page.end and write_cursor(page.end))
        return cls(edges=edges, nodes=nodes, page_info=info)


def event_of(event: domain.Event, page: EventPage) -> Event:
    return Transaction.of(event, page) if isinstance(event, domain.Transaction) else Interaction.of(event, page)
