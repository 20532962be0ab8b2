"""A journey, as data and as a sentence."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from profile_service.domain.journey.intents import Intent, intents
from profile_service.domain.journey.pain_points import PainPoint, pain_points
from profile_service.domain.journey.steps import JourneyStep, StageVisit, journey_steps, stage_visits
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.order_states import OrderStates
from profile_service.domain.sources.touchpoints import Touchpoints
from profile_service.domain.values.times import days_between


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything is in the order of time. `has_earlier`: there are earlier steps that were not asked for."""

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
        parts = [f"{_counted(len(self.steps), 'step')} in {_counted(days, 'day')}, {stages}"]
        if self.intents:
            bought = [intent for intent in self.intents if intent.bought]
            crossed = sum(bool(intent.crossings) for intent in bought)
            parts.append(
                f"{len(bought)} of {_counted(len(self.intents), 'intent')} led to a purchase, "
                f"{crossed} of them across channels or devices"
            )
        if self.pain_points:
            latest = self.pain_points[-1].reason
            parts.append(f"{_counted(len(self.pain_points), 'pain point')}, the latest: {latest}")
        return ". ".join(parts) + "."


def journey(
    events: Iterable[Event], touchpoints: Touchpoints, order_states: OrderStates, now: str, *, has_earlier: bool = False
) -> Journey:
    """The journey of events in any order, as of `now` (fixed-width UTC text)."""
    steps = journey_steps(events, touchpoints, order_states)
    wanted = intents(steps)
    pains = pain_points(steps, wanted, touchpoints.kinds, now)
    return Journey(tuple(steps), tuple(stage_visits(steps)), tuple(wanted), tuple(pains), has_earlier)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
