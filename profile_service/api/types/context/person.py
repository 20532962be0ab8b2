"""How the customer feels, what they prefer, whether they speak for us, and what they may do next."""

import strawberry

from profile_service.api.types.context.threads import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import next_step, preferences, promoter, sentiment
from profile_service.domain.context.promoter import PromoterKind
from profile_service.domain.context.sentiment import Mood, Trend
from profile_service.domain.sources import consents
from profile_service.domain.sources.consents import ConsentStatus

strawberry.enum(Mood, name="Mood", description="`NEGATIVE` at -0.2 or less, `POSITIVE` at 0.2 or more.")
strawberry.enum(Trend, name="Trend", description="`STEADY` where the score moved by less than 0.2.")
strawberry.enum(
    PromoterKind, name="PromoterKind", description="Net promoter score: 9 and 10 `PROMOTER`, 7 and 8 `PASSIVE`."
)


@strawberry.type(description="What one event tells of the customer's feelings.")
class Feeling:
    event: strawberry.ID
    at: Moment
    score: float = strawberry.field(description="From -1 to 1.")
    by: str = strawberry.field(
        description="What of it tells: `points`, `rating`, `satisfaction`, `mood`, `outcome`, `complaint`; only "
        "where it has none of these, the tone of its `text`, if that is English."
    )


@strawberry.type(description="How the customer feels about us.")
class Sentiment:
    score: float = strawberry.field(
        description="From -1 to 1: the mean over what tells of it, each weighing 2^(-d/90), d the days that it is "
        "older than the latest."
    )
    mood: Mood
    trend: Trend
    before: float | None = strawberry.field(description="The score by what is older than 90 days.")
    feelings: list[Feeling] = strawberry.field(description="Newest first.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: sentiment.Sentiment | None) -> "Sentiment | None":
        if found is None:
            return None
        return cls(
            score=found.score,
            mood=found.mood,
            trend=found.trend,
            before=found.before,
            feelings=[
                Feeling(event=strawberry.ID(felt.key), at=Moment(felt.at), score=round(felt.score, 2), by=felt.by)
                for felt in found.event_sentiments
            ],
            reason=found.reason,
            evidence=keys(found.evidence),
        )


@strawberry.type(description="What the customer does most often.")
class Preference:
    value: str
    share: float = strawberry.field(description="How many of the events that tell of it have this value, from 0 to 1.")
    of: int = strawberry.field(description="How many events tell of it.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def shown(cls, found: preferences.Preference | None) -> "Preference | None":
        if found is None:
            return None
        return cls(
            value=found.value, share=found.share, of=found.of, reason=found.reason, evidence=keys(found.evidence)
        )


@strawberry.type(description="What the customer said of themselves.")
class StatedPreference:
    name: str = strawberry.field(description="`language`, `preferred_channel`…")
    value: str


@strawberry.type(description="What the customer allowed or forbade.")
class UseConsent:
    purpose: str
    channel: str
    allowed: bool
    at: Moment | None
    evidence: str = strawberry.field(description="How the source knows.")

    @classmethod
    def of(cls, found: consents.Consent) -> "UseConsent":
        return cls(
            purpose=found.purpose,
            channel=found.channel,
            allowed=found.status is ConsentStatus.GRANTED,
            at=None if found.at is None else Moment(found.at),
            evidence=found.evidence,
        )


@strawberry.type(description="Behaviour, null where fewer than three events tell, beside what was said and allowed.")
class Preferences:
    channel: Preference | None
    device: Preference | None
    hours: Preference | None = strawberry.field(description="A stretch of three hours, UTC: `18-21`.")
    weekday: Preference | None
    language: Preference | None
    stated: list[StatedPreference]
    consents: list[UseConsent] = strawberry.field(description="What holds for each purpose and channel.")

    @classmethod
    def of(cls, found: preferences.Preferences) -> "Preferences":
        return cls(
            channel=Preference.shown(found.channel),
            device=Preference.shown(found.device),
            hours=Preference.shown(found.hours),
            weekday=Preference.shown(found.weekday),
            language=Preference.shown(found.language),
            stated=[StatedPreference(name=name, value=value) for name, value in sorted(found.stated.items())],
            consents=[UseConsent.of(each) for each in found.consents],
        )


@strawberry.type(description="Whether the customer speaks for us or against us.")
class PromoterStatus:
    kind: PromoterKind
    points: int = strawberry.field(description="From 0 to 10.")
    stated: bool = strawberry.field(
        description="True where they answered that very question; else a star of their latest rating is two points."
    )
    at: Moment
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def of(cls, found: promoter.PromoterStatus | None) -> "PromoterStatus | None":
        if found is None:
            return None
        return cls(
            kind=found.kind,
            points=found.points,
            stated=found.stated,
            at=Moment(found.at),
            reason=found.reason,
            evidence=keys(found.evidence),
        )


@strawberry.type(description="What the customer is likely to do next.")
class NextStep:
    kind: str = strawberry.field(description="A kind of event.")
    channel: str | None
    probability: float = strawberry.field(
        description="Among the steps that the customer took in the window: how often it followed a step such as the "
        "last, counting n / (n + 4 k) where such a step was followed n times by k different ones, and how often it is "
        "taken at all, counting the rest."
    )
    of: int = strawberry.field(description="How many steps it rests on.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def shown(cls, found: next_step.NextStep | None) -> "NextStep | None":
        if found is None:
            return None
        return cls(
            kind=found.kind,
            channel=found.channel,
            probability=found.probability,
            of=found.of,
            reason=found.reason,
            evidence=keys(found.evidence),
        )
