"""Events of a customer: interactions and transactions."""

from collections.abc import Mapping
from typing import Any

import strawberry

from profile_service.api.types.sources.records import SourceRecord
from profile_service.api.types.sources.touchpoints import Touchpoint, family_of, touchpoint_of
from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import AMOUNT_KNOWN, CURRENCY, Json, MinorUnits, Moment
from profile_service.domain.profile.timelines import TimelinePage, event_cursor
from profile_service.domain.sources import events as domain

Records = Mapping[str, SourceRecord]
"""Record key → record."""


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


# The types of the values are those of the fields of `Event`, which mypy cannot follow through a dictionary.
def _event_fields(event: domain.Event, records: Records) -> dict[str, Any]:
    return {
        "key": strawberry.ID(event.key),
        "kind": event.kind,
        "family": family_of(event),
        "channel": event.channel,
        "device": event.device,
        "task": event.task,
        "direction": event.direction,
        "occurred_at": Moment(event.occurred_at),
        "record": records[event.record],
        "about": [Subject.of(subject) for subject in event.about],
        "details": Json(event.details) if event.details else None,
        "touchpoint": touchpoint_of(event),
    }


@strawberry.type(description="An event that is not a sale: a review, a support call, a coupon scan, a visit…")
class Interaction(Event):
    @classmethod
    def of(cls, event: domain.Event, records: Records) -> "Interaction":
        return cls(**_event_fields(event, records))


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

    @classmethod
    def of(cls, event: domain.Transaction, records: Records) -> "Transaction":
        return cls(
            **_event_fields(event, records),
            number=event.number,
            status=event.status,
            currency=event.currency,
            amount_known=event.has_amount,
            total_minor=MinorUnits(event.total_minor),
            discount_minor=MinorUnits(event.discount_minor),
            lines=[Line.of(line) for line in event.lines],
        )


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
    def of(cls, page: TimelinePage, records: Records, after: str | None) -> "EventConnection":
        nodes = [event_of(event, records) for event in page.events]
        edges = [EventEdge(cursor=event_cursor(e), node=n) for e, n in zip(page.events, nodes, strict=True)]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=page.has_next, after=after))


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
    def of(cls, page: TimelinePage, records: Records, after: str | None) -> "TransactionConnection":
        sales = [event for event in page.events if isinstance(event, domain.Transaction)]
        nodes = [Transaction.of(sale, records) for sale in sales]
        edges = [TransactionEdge(cursor=event_cursor(s), node=n) for s, n in zip(sales, nodes, strict=True)]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=page.has_next, after=after))


def event_of(event: domain.Event, records: Records) -> Event:
    return Transaction.of(event, records) if isinstance(event, domain.Transaction) else Interaction.of(event, records)
