"""Intents: what the customer was after, followed over channels and devices until it was bought or left.

An intent is about products. A step before or during a purchase belongs to the intent that is about one of its products
and had its last step within INTENT_DAYS; a step about no product, to the intent whose last step was within
SITTING_MINUTES. An order that holds one of the products ends the intent, unless it was cancelled or failed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from profile_service.domain.journey.steps import JourneyStep
from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.quantities import counted
from profile_service.domain.values.times import days_between

INTENT_DAYS = 30
SITTING_MINUTES = 30
LEAST_STEPS = 2
"""Fewer steps than this are no intent."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """From one (channel, device) to another; `key` is that of the event after it."""

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
        way = ", then ".join(map(_step_text, self.steps))
        end = f"bought after {_duration_text(self.days)}" if self.bought else "not bought so far"
        return f"{names}: {way}; {end}, {_crossings_text(self.crossings)}."


@dataclass(slots=True)
class _OpenIntent:
    steps: list[JourneyStep]
    products: dict[str, str] = field(default_factory=dict)

    def takes(self, step: JourneyStep) -> bool:
        """Whether a later step belongs to the intent."""
        days = days_between(self.steps[-1].event.occurred_at, step.event.occurred_at)
        if step.products:
            return days <= INTENT_DAYS and not self.products.keys().isdisjoint(step.products)
        return days * 24 * 60 <= SITTING_MINUTES

    def add(self, step: JourneyStep) -> None:
        self.steps.append(step)
        self.products |= step.products

    def bought_with(self, order: JourneyStep) -> Intent:
        """The intent that an order ends. An order that names none of its products counts for all."""
        bought = {key: name for key, name in self.products.items() if key in order.products}
        return _intent([*self.steps, order], bought or self.products, bought=True)


def intents(steps: Sequence[JourneyStep]) -> list[Intent]:
    """The intents of a journey's steps (oldest first), in the order of their last steps."""
    long_enough = [intent for intent in _cut(steps) if len(intent.steps) >= LEAST_STEPS]
    return sorted(long_enough, key=lambda intent: (intent.steps[-1].event.occurred_at, intent.steps[0].event.key))


def _cut(steps: Sequence[JourneyStep]) -> Iterator[Intent]:
    """Every intent, also of one step: those that an order ended, then those that are open at the end."""
    begun: list[_OpenIntent] = []
    for step in steps:
        if step.stage not in ("before", "during"):
            continue
        taking = [intent for intent in begun if intent.takes(step)]
        if step.is_order:
            yield from (intent.bought_with(step) for intent in taking)
            begun = [intent for intent in begun if intent not in taking]
        elif taking:
            taking[-1].add(step)
        elif step.products and step.family is not Family.ORDER:
            begun.append(_OpenIntent([step], dict(step.products)))
    yield from (_intent(intent.steps, intent.products, bought=False) for intent in begun)


def _intent(steps: Sequence[JourneyStep], products: dict[str, str], *, bought: bool) -> Intent:
    return Intent(tuple(steps), products, bought, tuple(_crossings(steps)))


def _crossings(steps: Sequence[JourneyStep]) -> Iterator[Crossing]:
    """Where channel or device is known on both sides and differs: an unknown one is no change."""
    for before, after in pairwise(steps):
        differ = (old and new and old != new for old, new in zip(before.place, after.place, strict=True))
        if any(differ):
            yield Crossing(after.event.key, after.event.occurred_at, before.place, after.place)


def _step_text(step: JourneyStep) -> str:
    """`cart (web on mobile)`."""
    name = (step.touchpoint.name if step.touchpoint else step.event.kind).replace("_", " ")
    place = " on ".join(filter(None, step.place))
    return f"{name} ({place})" if place else name


def _duration_text(days: float) -> str:
    if days < 1:
        return counted(round(24 * days), "hour")
    return counted(round(days), "day")


def _crossings_text(crossings: Sequence[Crossing]) -> str:
    if not crossings:
        return "without a change of channel or device"
    return f"with {len(crossings)} {'change' if len(crossings) == 1 else 'changes'} of channel or device"
