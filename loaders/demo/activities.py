"""What people did in 2017 apart from the real purchases: by chance, from a random stream of each person's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal, TypeAlias

from loaders.demo.people import TruePerson
from loaders.demo.products import GOODS, LARGE, Good
from loaders.demo.real_households import Redemption

_YEAR = datetime(2017, 1, 1, tzinfo=UTC)
TOPICS = ("delivery late", "item damaged", "refund", "coupon not accepted", "loyalty points missing", "wrong item")
_OCCASIONS = ("Wedding", "Baby shower", "Housewarming", "Birthday")
Kind: TypeAlias = Literal[
    "order", "review", "wishlist", "registry", "showroom", "install", "scan", "post", "ticket", "call", "cart"
]


@dataclass(frozen=True, slots=True)
class Deed:
    """`case` names the ticket that a ticket or a call belongs to, `topic` what it was about.

    `facts` holds what only this kind has: stars, text, channel, minutes…
    """

    who: TruePerson
    kind: Kind
    at: datetime
    goods: tuple[Good, ...] = ()
    topic: str = ""
    case: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def sort_key(self) -> tuple[datetime, str, str]:
        return self.at, self.who.id, self.kind


def life(person: TruePerson, redemptions: tuple[Redemption, ...], seed: int) -> Iterator[Deed]:
    """An ordinary person's deeds, in no order."""
    rng = Random(f"{seed}:life:{person.household}:{person.holds_card}")
    if rng.random() < 0.7:
        yield from _shopping(rng, person)
    if rng.random() < 0.45:
        yield Deed(person, "install", _some_time(rng))
    if rng.random() < 0.3:
        for _ in range(rng.randint(1, 3)):
            yield Deed(person, "showroom", _some_time(rng), tuple(rng.sample(LARGE, rng.randint(1, 2))))
    if rng.random() < 0.15:
        for _ in range(rng.randint(1, 3)):
            yield Deed(
                person, "post", _some_time(rng), (rng.choice(GOODS),), rng.choice(("praise", "question", "moan"))
            )
    if person.holds_card:
        yield from scans(rng, person, redemptions)
    yield from _troubles(rng, person)
    yield from _carts(Random(f"{seed}:carts:{person.household}:{person.holds_card}"), person)


def scans(rng: Random, person: TruePerson, redemptions: tuple[Redemption, ...]) -> Iterator[Deed]:
    """Most coupons were scanned some days before they were really redeemed."""
    for used in redemptions:
        if rng.random() < 0.7:
            before = timedelta(days=rng.randint(0, 6), minutes=rng.randint(5, 600))
            facts: dict[str, str | int] = {"coupon": str(used.coupon_upc), "campaign": used.campaign}
            yield Deed(person, "scan", used.at + timedelta(hours=20) - before, facts=facts)


def _shopping(rng: Random, person: TruePerson) -> Iterator[Deed]:
    for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4, 6))):
        at, goods = _some_time(rng), tuple(rng.sample(GOODS, rng.choice((1, 1, 1, 2, 2, 3, 4))))
        yield Deed(person, "order", at, goods)
        if rng.random() < 0.35:
            stars = rng.choices((1, 2, 3, 4, 5), (8, 8, 14, 30, 40))[0]
            yield Deed(person, "review", _later(rng, at, 30), goods[:1], facts={"stars": stars})
    if rng.random() < 0.4:
        for good in rng.sample(GOODS, rng.randint(1, 5)):
            yield Deed(person, "wishlist", _some_time(rng), (good,))
    if rng.random() < 0.2:
        goods = tuple(rng.sample(GOODS, rng.randint(1, 2)))
        yield Deed(person, "registry", _some_time(rng), goods, rng.choice(_OCCASIONS))


def _troubles(rng: Random, person: TruePerson) -> Iterator[Deed]:
    for number in range(rng.choice((0, 0, 0, 1, 1, 2))):
        at, topic, good = _some_time(rng), rng.choice(TOPICS), rng.choice(GOODS)
        case = f"{person.id}-{number}" if rng.random() < 0.7 else ""
        if case:
            channel = rng.choice(("email", "web", "chat", "voice"))
            yield Deed(person, "ticket", at, (good,), topic, case, {"channel": channel})
        for call in range(rng.randint(1, 2) if not case or rng.random() < 0.5 else 0):
            facts = {"minutes": rng.randint(2, 25)}
            yield Deed(person, "call", _later(rng, at, 1 + 7 * call), (good,), topic, case, facts)


def _carts(rng: Random, person: TruePerson) -> Iterator[Deed]:
    """Filled and left: what was ordered needs no cart to be known. From a stream that came later than the others."""
    if rng.random() < 0.25:
        for _ in range(rng.randint(1, 2)):
            yield Deed(person, "cart", _some_time(rng), tuple(rng.sample(GOODS, rng.randint(1, 3))))


def _some_time(rng: Random) -> datetime:
    """A moment of the year between 8 in the morning and 10 at night, eastern time."""
    return _YEAR + timedelta(days=rng.randrange(362), hours=13 + rng.randrange(14), seconds=rng.randrange(3600))


def _later(rng: Random, at: datetime, days: int) -> datetime:
    """Up to so many days later, and never after the year's end."""
    return min(
        at + timedelta(hours=rng.randint(1, 24 * days)), _YEAR + timedelta(days=364, minutes=rng.randrange(1440))
    )
