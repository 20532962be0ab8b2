"""What sources say of an order besides its lines: stage, address, parcels, payment and delivery."""

import strawberry

from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.profile.views import View
from profile_service.domain.sources.details import order_details as domain
from profile_service.domain.sources.order_states import OrderStage

describe_enum(
    OrderStage,
    "How far an order has got.",
    PLACED="Ordered; no source says more.",
    AWAITING_PAYMENT="Not paid yet.",
    PAYMENT_FAILED="The payment failed or lapsed; nothing was paid.",
    ON_HOLD="Held back for the time being.",
    IN_PREPARATION="Not sent yet.",
    READY_FOR_PICKUP="Ready for the customer to collect.",
    SHIPPED="Sent, and not delivered yet.",
    DELIVERED="Arrived at the customer.",
    COMPLETED="Handed over in a store, or completed by the word of its source.",
    CANCELLED="Called off before it was completed.",
    RETURN_REQUESTED="The customer asked to return or to exchange it.",
    RETURNED="The goods came back.",
    PARTLY_REFUNDED="Part of the money was given back.",
    REFUNDED="The money was given back.",
)


@strawberry.type(description="A postal address as its source writes it, as far as the view shows addresses.")
class PostalAddress:
    name: str | None = strawberry.field(description="Whose door it is; null where the source does not say.")
    company: str | None = strawberry.field(description="Company at that address; null where there is none.")
    street: str | None = strawberry.field(description="Street and number; null where the source gives none.")
    street_2: str | None = strawberry.field(description="Second line of the address; null where there is none.")
    city: str | None = strawberry.field(description="City; null where the source gives none.")
    region: str | None = strawberry.field(description="Region, state or province; null where the source gives none.")
    postal_code: str | None = strawberry.field(description="Postal code; null where the source gives none.")
    country: str | None = strawberry.field(description="Country as the source writes it; null where it gives none.")

    @classmethod
    def shown(cls, address: domain.PostalAddress | None, view: View) -> "PostalAddress | None":
        """The parts that the view shows; None where it shows none of them but a name."""
        if address is None:
            return None
        parts = {name: getattr(address, name) for name in domain.ADDRESS_PARTS if view.shows_attribute(name)}
        if not any(parts.get(name) for name in domain.PLACE_PARTS):
            return None
        return cls(**dict.fromkeys(domain.ADDRESS_PARTS) | parts)


@strawberry.type(description="A parcel on its way.")
class Parcel:
    number: str = strawberry.field(description="Tracking number.")
    carrier: str | None = strawberry.field(description="Who carries it; null where the source does not say.")
    url: str | None = strawberry.field(description="Page on which it can be followed; null where the source has none.")

    @classmethod
    def of(cls, parcel: domain.Parcel) -> "Parcel":
        return cls(number=parcel.number, carrier=parcel.carrier, url=parcel.url)


@strawberry.type(description="How an order was paid. Of a card's or an account's number it holds the last four digits.")
class PaymentMethod:
    name: str | None = strawberry.field(
        description="Method in the source's words, such as `paypal`, without long numbers; null where it gives none."
    )
    brand: str | None = strawberry.field(description="Brand of the card, such as `visa`; null where there is none.")
    last_four: str | None = strawberry.field(
        description="Last four digits of the card or account; null where the source does not give them."
    )

    @classmethod
    def of(cls, method: domain.PaymentMethod | None) -> "PaymentMethod | None":
        return cls(name=method.name, brand=method.brand, last_four=method.last_four) if method else None


@strawberry.type(description="How and when an order is delivered, by its source and by later events about it.")
class Delivery:
    method: str | None = strawberry.field(description="Way of shipping; null where the source does not say.")
    promised_at: Moment | None = strawberry.field(description="When delivery was promised for; null where it was not.")
    sent_at: Moment | None = strawberry.field(description="When it was sent; null where no source says.")
    delivered_at: Moment | None = strawberry.field(description="When it arrived; null where no source says.")
    place: str | None = strawberry.field(
        description="Store or point where the customer collects it; null where it is not collected."
    )

    @classmethod
    def of(cls, delivery: domain.Delivery | None) -> "Delivery | None":
        if delivery is None:
            return None
        return cls(
            method=delivery.method,
            promised_at=optional_moment(delivery.promised_at),
            sent_at=optional_moment(delivery.sent_at),
            delivered_at=optional_moment(delivery.delivered_at),
            place=delivery.place,
        )
