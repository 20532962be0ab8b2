"""How the customer likes to deal with us, and what they allowed."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.context import preferences
from profile_service.domain.sources import consents
from profile_service.domain.sources.consents import ConsentStatus


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
