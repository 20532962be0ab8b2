"""A customer's events made in a line each, and the history that they come to."""

from typing import Any

from profile_service.domain.context.history import KINDS, History
from profile_service.domain.profile.tallies import add_up, tally_change
from profile_service.domain.sources.events import Event, Interaction, Line, Subject, Transaction

TEA = Subject("Product", "shop:tea", "Tea")
MUG = Subject("Product", "shop:mug", "Mug")
CASE = Subject("Case", "desk:7", "Mug broken: Mug")
COUPON = Subject("Coupon", "shop:c10", "10 off")


def at(moment: str) -> str:
    """`2026-03-01` or `2026-03-01 15:00` → fixed-width UTC text; nine in the morning without a time of day."""
    day, _, time = moment.partition(" ")
    return f"{day}T{time or '09:00'}:00.000000Z"


def did(key: str, kind: str, moment: str, *about: Subject, channel: str | None = "web", **details: Any) -> Interaction:
    return Interaction(
        key, "shop:1", kind, at(moment), channel, details.pop("device", None), about=about, details=details
    )


def bought(key: str, moment: str, *products: Subject, channel: str = "web", **told: Any) -> Transaction:
    """An order, or what `kind` says. `total`, `discount`, `number`, `status` are its own; the rest are details."""
    return Transaction(
        key,
        "shop:1",
        told.pop("kind", "order"),
        at(moment),
        channel,
        number=told.pop("number", None),
        status=told.pop("status", None),
        currency=told.pop("currency", "EUR"),
        total_minor=told.pop("total", 1000),
        discount_minor=told.pop("discount", 0),
        lines=tuple(Line(product, 1.0, 500) for product in products),
        details=told,
    )


def history(now: str, *events: Event, **known: Any) -> History:
    """As of a moment, with every event in the classes where it is read."""
    ordered = sorted(events, key=lambda event: (event.occurred_at, event.key), reverse=True)
    past = [event for event in ordered if event.occurred_at < at(now)]
    classes: dict[str, Any] = {
        name: tuple(event for event in past if event.kind in kinds) for name, kinds in KINDS.items()
    }
    sales = tuple(event for event in past if isinstance(event, Transaction))
    tallies = tuple(add_up(tally_change(event) for event in events))
    return History(at(now), sales=sales, latest=tuple(past), tallies=tallies, **classes, **known)
