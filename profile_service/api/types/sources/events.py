"""Events: what a customer did, newest first."""

from collections.abc import Mapping

import strawberry

from profile_service.api.types.sources.records import SourceRecord
from profile_service.api.types.sources.touchpoints import Touchpoint, touchpoint_of
from profile_service.api.types.values.pages import PageInfo
from profile_service.api.types.values.scalars import Json, MinorUnits, Moment
from profile_service.domain.profile.timelines import TimelinePage, event_cursor
from profile_service.domain.sources import events as domain

Records = Mapping[str, SourceRecord]


@strawberry.type(description="What an event is about: a product, a coupon or a support case.")
class Subject:
    type: str = strawberry.field(description="`Product`, `Coupon` or `Case`")
    key: strawberry.ID
    name: str | None

    @classmethod
    def of(cls, subject: domain.Subject) -> "Subject":
        return cls(type=subject.label, key=strawberry.ID(subject.key), name=subject.name or None)


@strawberry.type
class Product:
    key: strawberry.ID
    name: str | None


@strawberry.type(description="One line of a transaction; money in minor units of the transaction's currency.")
class Line:
    product: Product
    quantity: float
    price_minor: MinorUnits = strawberry.field(description="Of one unit.")
    discount_minor: MinorUnits

    @classmethod
    def of(cls, line: domain.Line) -> "Line":
        product = line.product
        return cls(
            product=Product(key=strawberry.ID(product.key), name=product.name or None),
            quantity=line.quantity,
            price_minor=MinorUnits(line.price_minor),
            discount_minor=MinorUnits(line.discount_minor),
        )


@strawberry.interface(description="Something a customer did, or that was done with them.")
class Event:
    key: strawberry.ID
    kind: str
    channel: str | None
    device: str | None
    task: str | None
    direction: str | None = strawberry.field(description="`one-way` or `two-way`")
    occurred_at: Moment
    record: SourceRecord = strawberry.field(description="The source record that did it.")
    about: list[Subject]
    details: Json | None = strawberry.field(description="What else the source said.")
    touchpoint: Touchpoint | None = strawberry.field(
        description="Where it happened; null where none is declared for it."
    )


@strawberry.type(description="An event that is not a sale: a review, a support call, a coupon scan, a visit…")
class Interaction(Event):
    @classmethod
    def of(cls, event: domain.Event, records: Records) -> "Interaction":
        return cls(
            key=strawberry.ID(event.key),
            kind=event.kind,
            channel=event.channel,
            device=event.device,
            task=event.task,
            direction=event.direction,
            occurred_at=Moment(event.occurred_at),
            record=records[event.record],
            about=[Subject.of(s) for s in event.about],
            details=Json(event.details) if event.details else None,
            touchpoint=touchpoint_of(event),
        )


@strawberry.type(description="An order, a return or an exchange.")
class Transaction(Event):
    number: str | None
    status: str | None
    currency: str = strawberry.field(description="ISO 4217")
    total_minor: MinorUnits = strawberry.field(description="What was paid; negative where money was given back.")
    discount_minor: MinorUnits
    lines: list[Line]

    @classmethod
    def of(cls, event: domain.Transaction, records: Records) -> "Transaction":
        return cls(
            key=strawberry.ID(event.key),
            kind=event.kind,
            channel=event.channel,
            device=event.device,
            task=event.task,
            direction=event.direction,
            occurred_at=Moment(event.occurred_at),
            record=records[event.record],
            about=[Subject.of(s) for s in event.about],
            details=Json(event.details) if event.details else None,
            touchpoint=touchpoint_of(event),
            number=event.number,
            status=event.status,
            currency=event.currency,
            total_minor=MinorUnits(event.total_minor),
            discount_minor=MinorUnits(event.discount_minor),
            lines=[Line.of(line) for line in event.lines],
        )


@strawberry.type
class EventEdge:
    cursor: str
    node: Event


@strawberry.type(description="Events, newest first.")
class EventConnection:
    edges: list[EventEdge]
    nodes: list[Event]
    page_info: PageInfo

    @classmethod
    def of(cls, page: TimelinePage, records: Records, after: str | None) -> "EventConnection":
        nodes = [event_of(event, records) for event in page.events]
        edges = [EventEdge(cursor=event_cursor(e), node=n) for e, n in zip(page.events, nodes, strict=True)]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=page.has_next, after=after))


@strawberry.type
class TransactionEdge:
    cursor: str
    node: Transaction


@strawberry.type(description="Orders, returns and exchanges, newest first.")
class TransactionConnection:
    edges: list[TransactionEdge]
    nodes: list[Transaction]
    page_info: PageInfo

    @classmethod
    def of(cls, page: TimelinePage, records: Records, after: str | None) -> "TransactionConnection":
        sales = [event for event in page.events if isinstance(event, domain.Transaction)]
        nodes = [Transaction.of(sale, records) for sale in sales]
        edges = [TransactionEdge(cursor=event_cursor(s), node=n) for s, n in zip(sales, nodes, strict=True)]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=page.has_next, after=after))


def event_of(event: domain.Event, records: Records) -> Event:
    return Transaction.of(event, records) if isinstance(event, domain.Transaction) else Interaction.of(event, records)
