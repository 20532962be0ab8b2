"""A journey, as data and as a sentence."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from profile_service.domain.journey.intents import Intent, intents
from profile_service.domain.journey.pain_points import PainPoint, pain_points
from profile_service.domain.journey.steps import JourneyStep, StageVisit, stages, steps
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.touchpoints import Touchpoints
from profile_service.domain.values.times import days_between


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything is in the order of time. `more`: there are earlier steps that were not asked for."""

    steps: tuple[JourneyStep, ...]
    stages: tuple[StageVisit, ...]
    intents: tuple[Intent, ...]
    pain_points: tuple[PainPoint, ...]
    has_earlier: bool

    @property
    def sentence(self) -> str:
        if not self.steps:
            return "No steps."
        first, last = self.steps[0].event, self.steps[-1].event
        counts = Counter(step.stage for step in self.steps)
        days = round(days_between(first.occurred_at, last.occurred_at))
        stages = f"{counts['before']} before, {counts['during']} during and {counts['after']} after a purchase"
        told = [f"{_many(len(self.steps), 'step')} in {_many(days, 'day')}, {stages}"]
        if self.intents:
            bought = [intent for intent in self.intents if intent.bought]
            crossed = sum(bool(intent.crossings) for intent in bought)
            told.append(
                f"{len(bought)} of {_many(len(self.intents), 'intent')} led to a purchase, "
                f"{crossed} of them across channels or devices"
            )
        if self.pain_points:
            told.append(f"{_many(len(self.pain_points), 'pain point')}, the latest: {self.pain_points[-1].reason}")
        return ". ".join(told) + "."


def journey(events: Iterable[Event], touchpoints: Touchpoints, now: str, *, has_earlier: bool = False) -> Journey:
    found = steps(events, touchpoints)
    wanted = intents(found)
    return Journey(
        tuple(found), tuple(stages(found)), tuple(wanted), tuple(pain_points(found, wanted, now)), has_earlier
    )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
