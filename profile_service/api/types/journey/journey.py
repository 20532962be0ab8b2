"""A customer's journey: steps, stages, intents and pain points."""

import strawberry

from profile_service.api.types.sources.events import Event, EventOwner, Product
from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.journey import intents, pain_points
from profile_service.domain.journey import journey as domain
from profile_service.domain.journey import steps as journey_steps
from profile_service.domain.journey.pain_points import PainKind

describe_enum(
    PainKind,
    "How a journey hurt the customer.",
    BAD_EXPERIENCE="An event with a sentiment of -0.5 or less.",
    REPEAT_CONTACT="More than one contact about the same matter, each within 30 days of the one before.",
    GIVEN_BACK="A return or an exchange.",
    LEFT_CART="A cart or checkout that no order followed for more than a day.",
)


@strawberry.type(description="One event of a journey.")
class JourneyStep:
    event: Event = strawberry.field(description="The event; its `touchpoint` says where it happened.")
    stage: str | None = strawberry.field(
        description="Stage of the purchase: `before`, `during` or `after`; null where no touchpoint is declared."
    )
    hours_since_previous: float | None = strawberry.field(
        description="Hours since the step before; null for the first."
    )
    sentiment: float | None = strawberry.field(
        description="From -1 to 1: by its rating or outcome, else by the tone of its text in English; null where it "
        "has none of these."
    )

    @classmethod
    def of(cls, step: journey_steps.JourneyStep, event: Event) -> "JourneyStep":
        return cls(
            event=event,
            stage=step.stage,
            hours_since_previous=step.hours,
            sentiment=step.sentiment,
        )


@strawberry.type(description="Consecutive steps of one stage.")
class StageVisit:
    stage: str | None = strawberry.field(
        description="Stage of the purchase: `before`, `during` or `after`; null where no touchpoint is declared."
    )
    began_at: Moment = strawberry.field(description="When its first step happened.")
    ended_at: Moment = strawberry.field(description="When its last step happened.")
    steps: int = strawberry.field(description="Number of steps in a row.")

    @classmethod
    def of(cls, visit: journey_steps.StageVisit) -> "StageVisit":
        return cls(
            stage=visit.stage, began_at=Moment(visit.began_at), ended_at=Moment(visit.ended_at), steps=visit.steps
        )


@strawberry.type(description="A change of channel or device within one intent.")
class Crossing:
    event: strawberry.ID = strawberry.field(description="Key of the first event after the change.")
    at: Moment = strawberry.field(description="When that event happened.")
    from_channel: str | None = strawberry.field(description="Channel before; null where none is known.")
    from_device: str | None = strawberry.field(description="Device before; null where none is known.")
    to_channel: str | None = strawberry.field(description="Channel afterwards; null where none is known.")
    to_device: str | None = strawberry.field(description="Device afterwards; null where none is known.")

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
    description="A purchase that the customer was working towards: two or more steps before and during it that are "
    "about the same products, each at most 30 days after the one before, or in the same sitting (30 minutes)."
)
class Intent:
    products: list[Product] = strawberry.field(
        description="Products that it was about, sorted by key; of a purchase, those bought."
    )
    bought: bool = strawberry.field(description="True where an order completed it.")
    began_at: Moment = strawberry.field(description="When its first step happened.")
    ended_at: Moment = strawberry.field(description="When its last step happened.")
    days: float = strawberry.field(description="Days from the first step to the last, with fractions.")
    crossings: list[Crossing] = strawberry.field(description="Changes of channel or device, oldest first.")
    sentence: str = strawberry.field(description="The intent in one sentence.")
    evidence: list[strawberry.ID] = strawberry.field(description="Keys of its events, oldest first.")

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


@strawberry.type(description="A place where the journey hurt the customer.")
class PainPoint:
    kind: PainKind = strawberry.field(description="How it hurt.")
    at: Moment = strawberry.field(description="When it last happened.")
    reason: str = strawberry.field(description="What happened, in a few words.")
    evidence: list[strawberry.ID] = strawberry.field(description="Keys of its events.")

    @classmethod
    def of(cls, pain: pain_points.PainPoint) -> "PainPoint":
        evidence = [strawberry.ID(key) for key in pain.evidence]
        return cls(kind=pain.kind, at=Moment(pain.at), reason=pain.reason, evidence=evidence)


@strawberry.type(description="A customer's steps in the order of time.")
class Journey:
    sentence: str = strawberry.field(description="Summary in words.")
    steps: list[JourneyStep] = strawberry.field(description="Events with stage and sentiment, oldest first.")
    stages: list[StageVisit] = strawberry.field(
        description="The same steps, grouped by stage where they follow one another."
    )
    intents: list[Intent] = strawberry.field(
        description="Purchases that the customer was working towards, in the order of their last steps."
    )
    pain_points: list[PainPoint] = strawberry.field(description="Places where it hurt the customer, oldest first.")
    has_earlier: bool = strawberry.field(description="True where the customer has steps before these.")

    @classmethod
    def of(cls, journey: domain.Journey, owner: EventOwner) -> "Journey":
        events = owner.shown([step.event for step in journey.steps])
        return cls(
            sentence=journey.sentence,
            steps=[JourneyStep.of(step, event) for step, event in zip(journey.steps, events, strict=True)],
            stages=[StageVisit.of(visit) for visit in journey.stages],
            intents=[Intent.of(intent) for intent in journey.intents],
            pain_points=[PainPoint.of(pain) for pain in journey.pain_points],
            has_earlier=journey.has_earlier,
        )
