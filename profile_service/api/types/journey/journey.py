"""One customer's journey."""

import strawberry

from profile_service.api.types.sources.events import Event, Product, Records, event_of
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.journey import intents, journey, pain_points
from profile_service.domain.journey import steps as journey_steps
from profile_service.domain.journey.pain_points import PainKind

strawberry.enum(PainKind, description="How a journey hurt the customer.")


@strawberry.type(description="One event on the way; `event.touchpoint` says where.")
class JourneyStep:
    event: Event
    stage: str | None = strawberry.field(description="Of the purchase: `before`, `during` or `after`.")
    hours_since_previous: float | None
    sentiment: float | None = strawberry.field(
        description="From -1 to 1 by what was rated or came of it, else by the tone of the text (English); null where "
        "it tells nothing."
    )

    @classmethod
    def of(cls, step: journey_steps.JourneyStep, records: Records) -> "JourneyStep":
        return cls(
            event=event_of(step.event, records),
            stage=step.stage,
            hours_since_previous=step.hours,
            sentiment=step.sentiment,
        )


@strawberry.type(description="Steps of one stage in a row.")
class StageVisit:
    stage: str | None
    began_at: Moment
    ended_at: Moment
    steps: int

    @classmethod
    def of(cls, visit: journey_steps.StageVisit) -> "StageVisit":
        return cls(
            stage=visit.stage, began_at=Moment(visit.began_at), ended_at=Moment(visit.ended_at), steps=visit.steps
        )


@strawberry.type(description="A change of channel or device while the customer was after one thing.")
class Crossing:
    event: strawberry.ID = strawberry.field(description="Key of the first event after it.")
    at: Moment
    from_channel: str | None
    from_device: str | None
    to_channel: str | None
    to_device: str | None

    @classmethod
    def of(cls, crossing: intents.Crossing) -> "Crossing":
        return cls(
            event=strawberry.ID(crossing.key),
            at=Moment(crossing.at),
            from_channel=crossing.before[0],
            from_device=crossing.before[1],
            to_channel=crossing.after[0],
            to_device=crossing.after[1],
        )


@strawberry.type(
    description="What the customer was after: steps before and during a purchase that are about the same products, "
    "each at most 30 days after the one before, or in the same sitting (30 minutes)."
)
class Intent:
    products: list[Product]
    bought: bool
    began_at: Moment
    ended_at: Moment
    days: float
    crossings: list[Crossing]
    sentence: str
    evidence: list[strawberry.ID] = strawberry.field(description="Keys of its events, the oldest first.")

    @classmethod
    def of(cls, intent: intents.Intent) -> "Intent":
        events = [step.event for step in intent.steps]
        products = sorted(intent.products.items())
        return cls(
            products=[Product(key=strawberry.ID(key), name=name or None) for key, name in products],
            bought=intent.bought,
            began_at=Moment(events[0].occurred_at),
            ended_at=Moment(events[-1].occurred_at),
            days=round(intent.days, 2),
            crossings=[Crossing.of(crossing) for crossing in intent.crossings],
            sentence=intent.sentence,
            evidence=[strawberry.ID(event.key) for event in events],
        )


@strawberry.type
class PainPoint:
    kind: PainKind
    at: Moment = strawberry.field(description="When it was felt last.")
    reason: str
    evidence: list[strawberry.ID] = strawberry.field(description="Keys of its events.")

    @classmethod
    def of(cls, pain: pain_points.PainPoint) -> "PainPoint":
        evidence = [strawberry.ID(key) for key in pain.evidence]
        return cls(kind=pain.kind, at=Moment(pain.at), reason=pain.reason, evidence=evidence)


@strawberry.type(description="The customer's way in the order of time.")
class Journey:
    sentence: str
    steps: list[JourneyStep]
    stages: list[StageVisit]
    intents: list[Intent]
    pain_points: list[PainPoint]
    has_earlier: bool = strawberry.field(description="Whether there are earlier steps than were asked for.")

    @classmethod
    def of(cls, found: journey.Journey, records: Records) -> "Journey":
        return cls(
            sentence=found.sentence,
            steps=[JourneyStep.of(step, records) for step in found.steps],
            stages=[StageVisit.of(visit) for visit in found.stages],
            intents=[Intent.of(intent) for intent in found.intents],
            pain_points=[PainPoint.of(pain) for pain in found.pain_points],
            has_earlier=found.has_earlier,
        )
