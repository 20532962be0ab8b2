"""Consent: what holds for a person, and which statements it overrules."""

import strawberry

from profile_service.api.types.values.scalars import Moment
from profile_service.domain.sources import consents as domain
from profile_service.domain.sources.consents import ConsentState, ConsentStatus

strawberry.enum(ConsentStatus, description="A withdrawal stands until a grant with a later time.")


@strawberry.type(description="What another record of the customer says, and that does not hold.")
class OverruledConsent:
    status: ConsentStatus
    at: Moment | None
    source: str
    record: strawberry.ID
    evidence: str

    @classmethod
    def of(cls, consent: domain.Consent) -> "OverruledConsent":
        return cls(
            status=consent.status,
            at=None if consent.at is None else Moment(consent.at),
            source=consent.source,
            record=strawberry.ID(consent.record),
            evidence=consent.evidence,
        )


@strawberry.type(description="What holds for one purpose and channel, by the statement that decides it.")
class Consent:
    purpose: str = strawberry.field(description="`marketing`, `profiling`…")
    channel: str = strawberry.field(description="`email`, `sms`, `phone`, `whatsapp`, `post`…")
    status: ConsentStatus
    at: Moment | None = strawberry.field(description="The source's own time of it; null where it tells none.")
    source: str
    record: strawberry.ID = strawberry.field(description="Key of the source record that says so.")
    evidence: str = strawberry.field(description="How the source knows.")
    overrules: list[OverruledConsent] = strawberry.field(description="What other records say to the contrary.")

    @classmethod
    def of(cls, standing: ConsentState) -> "Consent":
        told = standing.decisive
        return cls(
            purpose=told.purpose,
            channel=told.channel,
            status=told.status,
            at=None if told.at is None else Moment(told.at),
            source=told.source,
            record=strawberry.ID(told.record),
            evidence=told.evidence,
            overrules=[OverruledConsent.of(each) for each in standing.overruled],
        )
