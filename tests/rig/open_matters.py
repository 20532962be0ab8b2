"""A customer's events made in a line each, and the history that they come to."""

from collections.abc import Mapping
from dataclasses import dataclass

from profile_service.domain.context.history import FAMILIES, EventClass, History
from profile_service.domain.profile.tallies import add_up, tally_change
from profile_service.domain.sources.consents import Consent
from profile_service.domain.sources.events import Event, Interaction, Json, Line, Subject, Transaction
from profile_service.domain.sources.order_states import Settlement, given_back_minor
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints

TEA = Subject("Product", "shop:tea", "Tea")
MUG = Subject("Product", "shop:mug", "Mug")
CASE = Subject("Case", "desk:7", "Mug broken")
COUPON = Subject("Coupon", "shop:c10", "10 off")


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where somebody paid, in which currency, and how much of the price was taken off, in cents."""

    channel: str = "web"
    currency: str = "EUR"
    discount: int = 0


ONLINE = Checkout()
IN_STORE = Checkout("store")


def at(moment: str) -> str:
    """`2026-03-01` or `2026-03-01 15:00` → fixed-width UTC text; nine in the morning without a time of day."""
    day, _, time = moment.partition(" ")
    return f"{day}T{time or '09:00'}:00.000000Z"


def did(
    key: str,
    kind: str,
    moment: str,
    *about: Subject,
    channel: str | None = "web",
    device: str | None = None,
    **details: Json,
) -> Interaction:
    return Interaction(key, "shop:1", kind, at(moment), channel, device, about=about, details=details)


def bought(
    key: str,
    moment: str,
    *products: Subject,
    kind: str = "order",
    number: str | None = None,
    status: str | None = None,
    total: int = 1000,
    checkout: Checkout = ONLINE,
    **details: Json,
) -> Transaction:
    return Transaction(
        key,
        "shop:1",
        kind,
        at(moment),
        checkout.channel,
        number=number,
        status=status,
        currency=checkout.currency,
        total_minor=total,
        discount_minor=checkout.discount,
        lines=tuple(Line(product, 1.0, 500) for product in products),
        details=details,
    )


def history(
    now: str,
    *events: Event,
    consents: tuple[Consent, ...] = (),
    orders_from: str = "",
    stated: Mapping[str, str] | None = None,
    channel: str | None = None,
    task: str | None = None,
) -> History:
    """As of a moment, with every event in the classes where it is read."""
    ordered = sorted(events, key=lambda event: (event.occurred_at, event.key), reverse=True)
    past = [event for event in ordered if event.occurred_at < at(now)]

    def of_class(name: EventClass) -> tuple[Event, ...]:
        return tuple(event for event in past if kinds.family(event.kind) in FAMILIES[name])

    kinds = touchpoints().kinds
    return History(
        at(now),
        kinds,
        sales=tuple(event for event in past if isinstance(event, Transaction)),
        contacts=of_class("contacts"),
        voices=of_class("voices"),
        case_messages=of_class("case_messages"),
        matters=of_class("matters"),
        answers=of_class("answers"),
        latest=tuple(past),
        record_tallies=(tuple(add_up(map(counted_line, events))),),
        consents=consents,
        orders_from=orders_from,
        stated=stated or {},
        channel=channel,
        task=task,
        order_states=order_states(),
    )


def counted_line(event: Event) -> str:
    """The line of a tally that counts the event, by the declared states."""
    if not isinstance(event, Transaction):
        return tally_change(event)
    settlement = order_states().settlement(event)
    given_back = given_back_minor(event) if settlement is Settlement.COUNTED else 0
    return tally_change(event, settlement=settlement.value, given_back_minor=given_back)
