"""Steps of a journey, and the stages that they make up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from profile_service.domain.context import event_details
from profile_service.domain.context.event_sentiment import event_sentiment
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.touchpoints import Stage, Touchpoint, Touchpoints
from profile_service.domain.values.times import days_between


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """`hours` since the step before, None for the first. `sentiment` from -1 to 1, None where the event tells nothing
    of it. `touchpoint` is None where none is declared."""

    event: Event
    touchpoint: Touchpoint | None
    hours: float | None
    sentiment: float | None

    @property
    def stage(self) -> Stage | None:
        return self.touchpoint.stage if self.touchpoint else None

    @property
    def place(self) -> tuple[str | None, str | None]:
        """Channel and device: the event's, else the usual ones of its touchpoint."""
        usual = self.touchpoint
        return (usual.channel, usual.device) if usual else (self.event.channel, self.event.device)

    @property
    def products(self) -> dict[str, str]:
        return event_details.products(self.event)


@dataclass(frozen=True, slots=True)
class StageVisit:
    """Steps of one stage in a row; `stage` is None where no touchpoint is declared for them."""

    stage: Stage | None
    began_at: str
    ended_at: str
    steps: int


def steps(events: Iterable[Event], touchpoints: Touchpoints) -> list[JourneyStep]:
    """Of events in any order, the oldest first."""
    found: list[JourneyStep] = []
    for event in sorted(events, key=lambda each: (each.occurred_at, each.key)):
        before = found[-1].event.occurred_at if found else None
        hours = None if before is None else round(24 * days_between(before, event.occurred_at), 2)
        mood = event_sentiment(event)
        found.append(JourneyStep(event, touchpoints.of(event), hours, round(mood.score, 2) if mood else None))
    return found


def stages(found: Sequence[JourneyStep]) -> Iterator[StageVisit]:
    for stage, group in groupby(found, key=lambda step: step.stage):
        visited = list(group)
        yield StageVisit(stage, visited[0].event.occurred_at, visited[-1].event.occurred_at, len(visited))
