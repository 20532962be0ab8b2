"""Intents: what the customer was after, followed over channels and devices until it was bought or left.

An intent is about products. A step before or during a purchase belongs to it that is about one of them, no more than
INTENT_DAYS after the step before; or that is about no product and follows within SITTING_MINUTES. An order that holds
one of its products ends it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from profile_service.domain.journey.steps import JourneyStep
from profile_service.domain.values.times import days_between

INTENT_DAYS = 30
SITTING_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Crossing:
    """From one channel or device to another; `key` is that of the event after it."""

    key: str
    at: str
    before: tuple[str | None, str | None]
    after: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Intent:
    """Two steps or more, the oldest first. `products`: key → name; of a purchase those that were bought."""

    steps: tuple[JourneyStep, ...]
    products: dict[str, str]
    bought: bool
    crossings: tuple[Crossing, ...]

    @property
    def days(self) -> float:
        return days_between(self.steps[0].event.occurred_at, self.steps[-1].event.occurred_at)

    @property
    def sentence(self) -> str:
        names = ", ".join(sorted(name or "a product" for name in self.products.values())) or "something"
        way = ", then ".join(_told(step) for step in self.steps)
        ended = f"bought after {_days(self.days)}" if self.bought else "not bought so far"
        return f"{names}: {way}; {ended}, {_crossed(self.crossings)}."


@dataclass(slots=True)
class _Open:
    steps: list[JourneyStep]
    products: dict[str, str] = field(default_factory=dict)

    def takes(self, step: JourneyStep) -> bool:
        days = days_between(self.steps[-1].event.occurred_at, step.event.occurred_at)
        if step.products:
            return days <= INTENT_DAYS and not self.products.keys().isdisjoint(step.products)
        return days * 24 * 60 <= SITTING_MINUTES


def intents(steps: Sequence[JourneyStep]) -> list[Intent]:
    """In the order of their last steps."""
    found = [intent for intent in _followed(steps) if len(intent.steps) > 1]
    return sorted(found, key=lambda each: (each.steps[-1].event.occurred_at, each.steps[0].event.key))


def _followed(steps: Sequence[JourneyStep]) -> Iterator[Intent]:
    begun: list[_Open] = []
    for step in steps:
        if step.stage not in ("before", "during"):
            continue
        taking = [each for each in begun if each.takes(step)]
        if step.event.kind == "order":
            yield from (_intent([*each.steps, step], _shared(each, step), bought=True) for each in taking)
            begun = [each for each in begun if each not in taking]
        elif taking:
            taking[-1].steps.append(step)
            taking[-1].products |= step.products
        elif step.products:
            begun.append(_Open([step], dict(step.products)))
    yield from (_intent(each.steps, each.products, bought=False) for each in begun)


def _shared(begun: _Open, order: JourneyStep) -> dict[str, str]:
    """What was bought of it; an order that names no products counts for all."""
    bought = {key: name for key, name in begun.products.items() if key in order.products}
    return bought or begun.products


def _intent(steps: Sequence[JourneyStep], products: dict[str, str], *, bought: bool) -> Intent:
    return Intent(tuple(steps), products, bought, tuple(_crossings(steps)))


def _crossings(steps: Sequence[JourneyStep]) -> Iterator[Crossing]:
    """Where both are known and differ: what nobody says is no change."""
    for before, after in pairwise(steps):
        differ = (old and new and old != new for old, new in zip(before.place, after.place, strict=True))
        if any(differ):
            yield Crossing(after.event.key, after.event.occurred_at, before.place, after.place)


def _told(step: JourneyStep) -> str:
    channel, device = step.place
    name = step.touchpoint.name.replace("_", " ") if step.touchpoint else step.event.kind.replace("_", " ")
    where = " on ".join(filter(None, (channel, device)))
    return f"{name} ({where})" if where else name


def _days(days: float) -> str:
    if days < 1:
        return f"{24 * days:.0f} hours"
    return "1 day" if round(days) == 1 else f"{days:.0f} days"


def _crossed(crossings: Sequence[Crossing]) -> str:
    if not crossings:
        return "without a change of channel or device"
    return f"with {len(crossings)} {'change' if len(crossings) == 1 else 'changes'} of channel or device"
