"""Steps of a journey, and the stages that they make up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from profile_service.domain.context import event_details
from profile_service.domain.context.event_sentiment import EventSentiment, event_sentiment
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.kinds import Family
from profile_service.domain.sources.order_states import OrderStates, Settlement
from profile_service.domain.sources.touchpoints import Stage, Touchpoint, Touchpoints
from profile_service.domain.values.times import days_between


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """`hours` since the step before, None for the first. `family` and `touchpoint` are None where none is declared;
    `event_sentiment` where nothing shows it. `is_order`: it is an order that was not cancelled and did not fail."""

    event: Event
    family: Family | None
    touchpoint: Touchpoint | None
    hours: float | None
    event_sentiment: EventSentiment | None
    is_order: bool = False

    @property
    def sentiment(self) -> float | None:
        """From -1 to 1, to two decimals; None where nothing shows it."""
        return round(self.event_sentiment.score, 2) if self.event_sentiment else None

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
        """Key → name."""
        return event_details.products(self.event)


@dataclass(frozen=True, slots=True)
class StageVisit:
    """Steps of one stage in a row; `stage` is None where no touchpoint is declared for them."""

    stage: Stage | None
    began_at: str
    ended_at: str
    steps: int


def journey_steps(events: Iterable[Event], touchpoints: Touchpoints, order_states: OrderStates) -> list[JourneyStep]:
    """The steps of events in any order, the oldest first."""
    steps: list[JourneyStep] = []
    for event in sorted(events, key=lambda each: (each.occurred_at, each.key)):
        hours = 24 * days_between(steps[-1].event.occurred_at, event.occurred_at) if steps else None
        rounded = None if hours is None else round(hours, 2)
        family = touchpoints.kinds.family(event.kind)
        sentiment = None if family is Family.CASE_REPLY else event_sentiment(event, family)
        is_order = family is Family.ORDER and not _is_void(event, order_states)
        steps.append(JourneyStep(event, family, touchpoints.of(event), rounded, sentiment, is_order))
    return steps


def _is_void(event: Event, order_states: OrderStates) -> bool:
    return isinstance(event, Transaction) and order_states.settlement(event) is Settlement.VOID


def stage_visits(steps: Sequence[JourneyStep]) -> Iterator[StageVisit]:
    for stage, run in groupby(steps, key=lambda step: step.stage):
        visited = list(run)
        yield StageVisit(stage, visited[0].event.occurred_at, visited[-1].event.occurred_at, len(visited))
