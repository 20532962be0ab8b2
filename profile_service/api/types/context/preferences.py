"""How the customer likes to deal with us, and what they allowed."""

import strawberry

from profile_service.api.types.context.evidence import EVIDENCE, REASON, keys
from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.context import preferences as domain
from profile_service.domain.sources.consents import Consent, ConsentStatus


@strawberry.type(description="What the customer does most often.")
class Preference:
    value: str = strawberry.field(description="The most frequent value, such as `web` or `Monday`.")
    share: float = strawberry.field(
        description="Share of events with this value among those that have any, from 0 to 1."
    )
    of: int = strawberry.field(description="Number of events that have any value.")
    reason: str = strawberry.field(description=REASON)
    evidence: list[strawberry.ID] = strawberry.field(description=EVIDENCE)

    @classmethod
    def from_domain(cls, preference: domain.Preference | None) -> "Preference | None":
        if preference is None:
            return None
        return cls(
            value=preference.value,
            share=preference.share,
            of=preference.of,
            reason=preference.reason,
            evidence=keys(preference.evidence),
        )


@strawberry.type(description="What the customer said about themselves.")
class StatedPreference:
    name: str = strawberry.field(description="Name of the attribute: `language`, `preferred_channel`…")
    value: str = strawberry.field(description="Golden value of that attribute.")


@strawberry.type(description="What the customer allowed or forbade.")
class UseConsent:
    purpose: str = strawberry.field(description="What the data may be used for: `marketing`, `profiling`…")
    channel: str = strawberry.field(
        description="Channel that it holds for: `email`, `sms`, `phone`, `whatsapp`, `post`…"
    )
    allowed: bool = strawberry.field(description="True where it is granted, false where it is withdrawn.")
    at: Moment | None = strawberry.field(
        description="When it was stated, as its source says; null where the source gives no time."
    )
    evidence: str = strawberry.field(
        description="How the source knows: the column and the value that it was read from."
    )

    @classmethod
    def of(cls, consent: Consent) -> "UseConsent":
        return cls(
            purpose=consent.purpose,
            channel=consent.channel,
            allowed=consent.status is ConsentStatus.GRANTED,
            at=optional_moment(consent.at),
            evidence=consent.evidence,
        )


@strawberry.type(
    description="How the customer likes to deal with us: by what they do, by what they said and by what they allowed. "
    "A habit is null with fewer than three events that show it."
)
class Preferences:
    channel: Preference | None = strawberry.field(description="Channel used most often.")
    device: Preference | None = strawberry.field(description="Device used most often.")
    hours: Preference | None = strawberry.field(
        description="Three hours of the day, in UTC, with the most events: `18-21`."
    )
    weekday: Preference | None = strawberry.field(
        description="Day of the week with the most events, in English: `Monday`."
    )
    language: Preference | None = strawberry.field(description="Language used most often, as the sources write it.")
    stated: list[StatedPreference] = strawberry.field(description="What the customer said, sorted by name.")
    consents: list[UseConsent] = strawberry.field(
        description="The consent in force for each purpose and channel, sorted by these."
    )

    @classmethod
    def of(cls, preferences: domain.Preferences) -> "Preferences":
        return cls(
            channel=Preference.from_domain(preferences.channel),
            device=Preference.from_domain(preferences.device),
            hours=Preference.from_domain(preferences.hours),
            weekday=Preference.from_domain(preferences.weekday),
            language=Preference.from_domain(preferences.language),
            stated=[StatedPreference(name=name, value=value) for name, value in sorted(preferences.stated.items())],
            consents=[UseConsent.of(consent) for consent in preferences.consents],
        )
