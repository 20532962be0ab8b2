"""Three customers whose year tells a story; docs/demo.md says how to ask for them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from loaders.demo.activities import Deed, scans
from loaders.demo.people import TruePerson
from loaders.demo.products import BY_SKU
from loaders.demo.real_households import Redemption


def repeat_caller(who: TruePerson) -> Iterator[Deed]:
    """Martha buys a mixer whose motor stops. Two tickets and seven calls later it is exchanged."""
    mixer, bowls = (BY_SKU["KIT-101"],), (BY_SKU["KIT-109"],)
    motor, first, second = "mixer motor stops", f"{who.id}-0", f"{who.id}-1"
    yield Deed(who, "install", _at(1, 14, 18))
    yield Deed(who, "order", _at(2, 3, 19), mixer + bowls)
    yield Deed(who, "ticket", _at(2, 21, 17), mixer, motor, first, {"channel": "web"})
    calls = (2, 21, 4), (2, 27, 11), (3, 6, 16), (3, 9, 9), (3, 20, 21), (3, 29, 14), (4, 5, 7)
    for number, (month, day, minutes) in enumerate(calls):
        case = first if number < 4 else second
        outcome = "solved" if number == 6 else "promised to call back" if number % 2 else "told to wait"
        yield Deed(who, "call", _at(month, day, 16), mixer, motor, case, {"minutes": minutes, "outcome": outcome})
    yield Deed(who, "ticket", _at(3, 20, 18), mixer, motor + " again", second, {"channel": "voice"})
    text = "The motor stopped after two weeks and nobody could tell me the state of my case."
    yield Deed(who, "review", _at(3, 22, 20), mixer, facts={"stars": 1, "text": text})
    yield Deed(
        who, "post", _at(3, 30, 22), mixer, "moan", facts={"text": "Sixth call about the same mixer. Anyone there?"}
    )
    text = "The exchanged one runs well. Two stars more for the person on the phone in April."
    yield Deed(who, "review", _at(5, 2, 20), mixer, facts={"stars": 3, "text": text})


def at_risk(who: TruePerson) -> Iterator[Deed]:
    """Theodore came every other day until April, was let down in May, and has hardly been seen since."""
    kettle, grill = (BY_SKU["KIT-107"],), (BY_SKU["GAR-404"],)
    yield Deed(who, "install", _at(1, 8, 15))
    yield Deed(who, "order", _at(1, 29, 20), kettle)
    yield Deed(
        who, "review", _at(2, 10, 21), kettle, facts={"stars": 5, "text": "Just what I needed, here in two days."}
    )
    yield Deed(who, "order", _at(4, 22, 16), grill)
    yield Deed(who, "ticket", _at(4, 30, 15), grill, "delivery late", f"{who.id}-0", {"channel": "email"})
    yield Deed(
        who, "call", _at(5, 3, 17), grill, "delivery late", f"{who.id}-0", {"minutes": 18, "outcome": "told to wait"}
    )
    yield Deed(who, "ticket", _at(5, 12, 19), grill, "item damaged", f"{who.id}-1", {"channel": "email"})
    text = "Three weeks late, the lid dented, and the refund took two complaints. I used to shop here every other day."
    yield Deed(who, "review", _at(5, 20, 22), grill, facts={"stars": 1, "text": text})
    yield Deed(
        who, "post", _at(5, 21, 14), grill, "moan", facts={"text": "Ten years a customer. I am trying the other store."}
    )
    yield Deed(who, "call", _at(9, 14, 18), (), "closing the loyalty account", "", {"minutes": 6, "outcome": "solved"})


def showroomer(who: TruePerson) -> Iterator[Deed]:
    """Priya looks at things in the showroom, puts them on her wishlist that night and buys online days later."""
    yield Deed(who, "install", _at(1, 20, 19))
    visits = (2, 11, "KIT-105", 9), (5, 6, "HOM-305", 15), (8, 19, "KIT-104", 4), (10, 28, "HOM-306", 12)
    for month, day, sku, wait in visits:
        seen, good = _at(month, day, 17), (BY_SKU[sku],)
        yield Deed(who, "showroom", seen, good)
        yield Deed(who, "wishlist", seen + timedelta(hours=6), good)
        yield Deed(who, "order", seen + timedelta(days=wait, hours=5), good)
    yield Deed(who, "showroom", _at(12, 2, 17), (BY_SKU["HOM-303"],))
    yield Deed(who, "wishlist", _at(12, 3, 1), (BY_SKU["HOM-303"],))
    yield Deed(who, "cart", _at(12, 4, 1), (BY_SKU["HOM-303"],))
    yield Deed(who, "registry", _at(6, 10, 20), (BY_SKU["TAB-201"],), "Wedding")
    text = "Tried it in the showroom first, so no surprises: the armchair is as good as it looks."
    yield Deed(who, "review", _at(6, 8, 21), (BY_SKU["HOM-305"],), facts={"stars": 5, "text": text})


_STORIES: dict[str, Callable[[TruePerson], Iterator[Deed]]] = {
    "repeat_caller": repeat_caller,
    "at_risk": at_risk,
    "showroomer": showroomer,
}


def story(who: TruePerson, redemptions: tuple[Redemption, ...], seed: int) -> Iterator[Deed]:
    """The deeds of the person's role, and the scans that belong to the household's real redemptions."""
    yield from _STORIES[who.role](who)
    yield from scans(Random(f"{seed}:scans:{who.role}"), who, redemptions)


def _at(month: int, day: int, hour: int) -> datetime:
    return datetime(2017, month, day, hour, 7 * day % 60, 11 * day % 60, tzinfo=UTC)
