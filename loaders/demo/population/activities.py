"""Activities of the synthetic population in 2017 apart from the real purchases, from a random stream of each person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Literal, TypeAlias

from loaders.demo.population.date_shift import YEAR
from loaders.demo.population.outcomes import order_state, ticket_status
from loaders.demo.population.people import TruePerson
from loaders.demo.population.products import LARGE_PRODUCTS, PRODUCTS, ShopProduct
from loaders.demo.population.real_households import Redemption

_TOPICS = ("delivery late", "item damaged", "refund", "coupon not accepted", "loyalty points missing", "wrong item")
_OCCASIONS = ("Wedding", "Baby shower", "Housewarming", "Birthday")
ActivityKind: TypeAlias = Literal[
    "order",
    "canada_order",
    "review",
    "wishlist",
    "registry",
    "showroom",
    "install",
    "scan",
    "post",
    "ticket",
    "call",
    "cart",
]


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that a person did. `case` names the ticket that a ticket or a call belongs to, `topic` its subject.

    `details` are those of this kind alone: stars, text, channel, minutes…
    """

    person: TruePerson
    kind: ActivityKind
    at: datetime
    products: tuple[ShopProduct, ...] = ()
    topic: str = ""
    case: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def sort_key(self) -> tuple[datetime, str, str]:
        """Sorts by time, the same way on every run."""
        return self.at, self.person.id, self.kind


def ordinary_activities(person: TruePerson, redemptions: tuple[Redemption, ...], seed: int) -> Iterator[Activity]:
    """The activities of a person without a role in a story, in no order."""
    rng = Random(f"{seed}:life:{person.household}:{person.holds_card}")
    outcomes = Random(f"{seed}:outcomes:{person.household}:{person.holds_card}")
    if rng.random() < 0.7:
        yield from _shopping(rng, outcomes, person)
    yield from _canadian_orders(Random(f"{seed}:canada:{person.household}:{person.holds_card}"), person)
    if rng.random() < 0.45:
        yield Activity(person, "install", _random_time(rng))
    if rng.random() < 0.3:
        for _ in range(rng.randint(1, 3)):
            yield Activity(person, "showroom", _random_time(rng), tuple(rng.sample(LARGE_PRODUCTS, rng.randint(1, 2))))
    if rng.random() < 0.15:
        for _ in range(rng.randint(1, 3)):
            at, product = _random_time(rng), rng.choice(PRODUCTS)
            yield Activity(person, "post", at, (product,), rng.choice(("praise", "question", "moan")))
    if person.holds_card:
        yield from coupon_scans(rng, person, redemptions)
    yield from _support(rng, outcomes, person)
    yield from _abandoned_carts(Random(f"{seed}:carts:{person.household}:{person.holds_card}"), person)


def coupon_scans(rng: Random, person: TruePerson, redemptions: tuple[Redemption, ...]) -> Iterator[Activity]:
    """Scans of most coupons, some days before they were really redeemed."""
    for redemption in redemptions:
        if rng.random() < 0.7:
            before = timedelta(days=rng.randint(0, 6), minutes=rng.randint(5, 600))
            details: dict[str, str | int] = {"coupon": str(redemption.coupon_upc), "campaign": redemption.campaign}
            yield Activity(person, "scan", redemption.at + timedelta(hours=20) - before, details=details)


def _shopping(rng: Random, outcomes: Random, person: TruePerson) -> Iterator[Activity]:
    for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4, 6))):
        at, products = _random_time(rng), tuple(rng.sample(PRODUCTS, rng.choice((1, 1, 1, 2, 2, 3, 4))))
        yield Activity(person, "order", at, products, details={"state": order_state(outcomes, at)})
        if rng.random() < 0.35:
            stars = rng.choices((1, 2, 3, 4, 5), (8, 8, 14, 30, 40))[0]
            yield Activity(person, "review", _later(rng, at, 30), products[:1], details={"stars": stars})
    if rng.random() < 0.4:
        for product in rng.sample(PRODUCTS, rng.randint(1, 5)):
            yield Activity(person, "wishlist", _random_time(rng), (product,))
    if rng.random() < 0.2:
        products = tuple(rng.sample(PRODUCTS, rng.randint(1, 2)))
        yield Activity(person, "registry", _random_time(rng), products, rng.choice(_OCCASIONS))


def _canadian_orders(rng: Random, person: TruePerson) -> Iterator[Activity]:
    if rng.random() < 0.15:
        for _ in range(rng.randint(1, 3)):
            at, products = _random_time(rng), tuple(rng.sample(PRODUCTS, rng.randint(1, 2)))
            yield Activity(person, "canada_order", at, products, details={"state": order_state(rng, at)})


def _support(rng: Random, outcomes: Random, person: TruePerson) -> Iterator[Activity]:
    """Tickets, and calls with or without one."""
    for number in range(rng.choice((0, 0, 0, 1, 1, 2))):
        at, topic, product = _random_time(rng), rng.choice(_TOPICS), rng.choice(PRODUCTS)
        case = f"{person.id}-{number}" if rng.random() < 0.7 else ""
        if case:
            channel = rng.choice(("email", "web", "chat", "voice"))
            ticket = {"channel": channel, "status": ticket_status(outcomes, at)}
            yield Activity(person, "ticket", at, (product,), topic, case, ticket)
        for call in range(rng.randint(1, 2) if not case or rng.random() < 0.5 else 0):
            details = {"minutes": rng.randint(2, 25)}
            yield Activity(person, "call", _later(rng, at, 1 + 7 * call), (product,), topic, case, details)


def _abandoned_carts(rng: Random, person: TruePerson) -> Iterator[Activity]:
    if rng.random() < 0.25:
        for _ in range(rng.randint(1, 2)):
            yield Activity(person, "cart", _random_time(rng), tuple(rng.sample(PRODUCTS, rng.randint(1, 3))))


def _random_time(rng: Random) -> datetime:
    """A moment of the year between 8 in the morning and 10 at night, eastern time."""
    return YEAR + timedelta(days=rng.randrange(362), hours=13 + rng.randrange(14), seconds=rng.randrange(3600))


def _later(rng: Random, at: datetime, days: int) -> datetime:
    """Up to so many days later, and never after the year's end."""
    latest = YEAR + timedelta(days=364)
    return min(at + timedelta(hours=rng.randint(1, 24 * days)), latest + timedelta(minutes=rng.randrange(1440)))
