"""The stories of three customers: activities of a year that belong together. docs/demo.md says how to ask for them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from loaders.demo.population.activities import Activity, coupon_scans
from loaders.demo.population.people import TruePerson
from loaders.demo.population.products import BY_SKU
from loaders.demo.population.real_households import Redemption


def repeat_caller(person: TruePerson) -> Iterator[Activity]:
    """Martha buys a mixer whose motor stops. Two tickets and seven calls later it is exchanged. In the year's last days
    she orders again, and asks to have it sent elsewhere."""
    mixer, bowls = (BY_SKU["KIT-101"],), (BY_SKU["KIT-109"],)
    motor, first, second = "mixer motor stops", f"{person.id}-0", f"{person.id}-1"
    yield Activity(person, "install", _at(1, 14, 18))
    yield Activity(person, "order", _at(2, 3, 19), mixer + bowls)
    yield Activity(person, "ticket", _at(2, 21, 17), mixer, motor, first, {"channel": "web"})
    calls = (2, 21, 4), (2, 27, 11), (3, 6, 16), (3, 9, 9), (3, 20, 21), (3, 29, 14), (4, 5, 7)
    for number, (month, day, minutes) in enumerate(calls):
        case = first if number < 4 else second
        outcome = "solved" if number == 6 else "promised to call back" if number % 2 else "told to wait"
        yield Activity(
            person, "call", _at(month, day, 16), mixer, motor, case, {"minutes": minutes, "outcome": outcome}
        )
    followed = {"channel": "voice", "follows": first}
    yield Activity(person, "ticket", _at(3, 20, 18), mixer, motor + " again", second, followed)
    text = "The motor stopped after two weeks and nobody could tell me the state of my case."
    yield Activity(person, "review", _at(3, 22, 20), mixer, details={"stars": 1, "text": text})
    post = "Sixth call about the same mixer. Anyone there?"
    yield Activity(person, "post", _at(3, 30, 22), mixer, "moan", details={"text": post})
    text = "The exchanged one runs well. Two stars more for the person on the phone in April."
    yield Activity(person, "review", _at(5, 2, 20), mixer, details={"stars": 3, "text": text})
    pillow, asked = (BY_SKU["HOM-308"],), {"channel": "web", "status": "open"}
    yield Activity(person, "order", _at(12, 31, 21), pillow, details={"state": "unshipped"})
    yield Activity(person, "ticket", _at(12, 31, 22), pillow, "change of address", f"{person.id}-2", asked)


def at_risk(person: TruePerson) -> Iterator[Activity]:
    """Theodore came every other day until April, was let down in May, and has hardly been seen since."""
    kettle, grill = (BY_SKU["KIT-107"],), (BY_SKU["GAR-404"],)
    yield Activity(person, "install", _at(1, 8, 15))
    yield Activity(person, "order", _at(1, 29, 20), kettle)
    praise = "Just what I needed, here in two days."
    yield Activity(person, "review", _at(2, 10, 21), kettle, details={"stars": 5, "text": praise})
    yield Activity(person, "order", _at(4, 22, 16), grill)
    yield Activity(person, "ticket", _at(4, 30, 15), grill, "delivery late", f"{person.id}-0", {"channel": "email"})
    first_call: dict[str, str | int] = {"minutes": 18, "outcome": "told to wait"}
    yield Activity(person, "call", _at(5, 3, 17), grill, "delivery late", f"{person.id}-0", first_call)
    yield Activity(person, "ticket", _at(5, 12, 19), grill, "item damaged", f"{person.id}-1", {"channel": "email"})
    text = "Three weeks late, the lid dented, and the refund took two complaints. I used to shop here every other day."
    yield Activity(person, "review", _at(5, 20, 22), grill, details={"stars": 1, "text": text})
    post = "Ten years a customer. I am trying the other store."
    yield Activity(person, "post", _at(5, 21, 14), grill, "moan", details={"text": post})
    last_call: dict[str, str | int] = {"minutes": 6, "outcome": "solved"}
    yield Activity(person, "call", _at(9, 14, 18), (), "closing the loyalty account", "", last_call)


def showroomer(person: TruePerson) -> Iterator[Activity]:
    """Priya looks at things in the showroom, puts them on her wishlist that night and buys online days later."""
    yield Activity(person, "install", _at(1, 20, 19))
    visits = (2, 11, "KIT-105", 9), (5, 6, "HOM-305", 15), (8, 19, "KIT-104", 4), (10, 28, "HOM-306", 12)
    for month, day, sku, days_until_order in visits:
        seen_at, product = _at(month, day, 17), (BY_SKU[sku],)
        yield Activity(person, "showroom", seen_at, product)
        yield Activity(person, "wishlist", seen_at + timedelta(hours=6), product)
        yield Activity(person, "order", seen_at + timedelta(days=days_until_order, hours=5), product)
    yield Activity(person, "showroom", _at(12, 2, 17), (BY_SKU["HOM-303"],))
    yield Activity(person, "wishlist", _at(12, 3, 1), (BY_SKU["HOM-303"],))
    yield Activity(person, "cart", _at(12, 4, 1), (BY_SKU["HOM-303"],))
    yield Activity(person, "registry", _at(6, 10, 20), (BY_SKU["TAB-201"],), "Wedding")
    text = "Tried it in the showroom first, so no surprises: the armchair is as good as it looks."
    yield Activity(person, "review", _at(6, 8, 21), (BY_SKU["HOM-305"],), details={"stars": 5, "text": text})


_STORIES: dict[str, Callable[[TruePerson], Iterator[Activity]]] = {
    "repeat_caller": repeat_caller,
    "at_risk": at_risk,
    "showroomer": showroomer,
}


def story_activities(person: TruePerson, redemptions: tuple[Redemption, ...], seed: int) -> Iterator[Activity]:
    """The activities of the person's role, and scans of the coupons that the household really redeemed."""
    yield from _STORIES[person.role](person)
    yield from coupon_scans(Random(f"{seed}:scans:{person.role}"), person, redemptions)


def _at(month: int, day: int, hour: int) -> datetime:
    return datetime(2017, month, day, hour, 7 * day % 60, 11 * day % 60, tzinfo=UTC)
