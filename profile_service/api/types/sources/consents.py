"""Consent: the statement in force for each purpose and channel, and those that it overrules."""

from enum import Enum

import strawberry

from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.sources import consents as domain
from profile_service.domain.sources.consents import ConsentState, ConsentStatus

describe_enum(
    ConsentStatus,
    "Whether something is allowed. A withdrawal stands until a grant with a later time.",
    GRANTED="The person allowed it.",
    NOT_GRANTED="The person said no, or never said yes; a yes with a time counts over it.",
    WITHDRAWN="The person forbade it or took their consent back.",
)


class ConsentScope(Enum):
    PERSON = "person"
    ADDRESS = "address"


describe_enum(
    ConsentScope,
    "The subject of a statement of consent.",
    PERSON="It is about the person of the record.",
    ADDRESS="It is about an e-mail address or a number, and holds for everybody who holds that.",
)


@strawberry.type(description="A statement to the contrary that is not in force.")
class OverruledConsent:
    status: ConsentStatus = strawberry.field(description="Whether it allowed or forbade.")
    at: Moment | None = strawberry.field(
        description="When it was made, as its source says; null where the source gives no time."
    )
    source: str = strawberry.field(description="Name of the source system, such as `shopify`.")
    record: strawberry.ID = strawberry.field(description="Key of the source record that made the statement.")
    evidence: str = strawberry.field(
        description="How the source knows: the column and the value that it was read from."
    )
    scope: ConsentScope = strawberry.field(description="Whether it is about the person or about an address.")

    @classmethod
    def of(cls, consent: domain.Consent) -> "OverruledConsent":
        return cls(
            status=consent.status,
            at=optional_moment(consent.at),
            source=consent.source,
            record=strawberry.ID(consent.record),
            evidence=consent.evidence,
            scope=_scope(consent),
        )


@strawberry.type(description="The consent in force for one purpose and channel, with the statement that decides it.")
class Consent:
    purpose: str = strawberry.field(description="What the data may be used for: `marketing`, `profiling`…")
    channel: str = strawberry.field(
        description="Channel that it holds for: `email`, `sms`, `phone`, `whatsapp`, `post`…"
    )
    status: ConsentStatus = strawberry.field(description="Whether it is allowed or forbidden.")
    at: Moment | None = strawberry.field(
        description="When the statement was made, as its source says; null where the source gives no time."
    )
    source: str = strawberry.field(description="Name of the source system, such as `shopify`.")
    record: strawberry.ID = strawberry.field(description="Key of the source record that made the statement.")
    evidence: str = strawberry.field(
        description="How the source knows: the column and the value that it was read from."
    )
    scope: ConsentScope = strawberry.field(description="Whether it is about the person or about an address.")
    overrules: list[OverruledConsent] = strawberry.field(description="Statements to the contrary that it overrules.")

    @classmethod
    def of(cls, state: ConsentState) -> "Consent":
        statement = state.decisive
        return cls(
            purpose=statement.purpose,
            channel=statement.channel,
            status=statement.status,
            at=optional_moment(statement.at),
            source=statement.source,
            record=strawberry.ID(statement.record),
            evidence=statement.evidence,
            scope=_scope(statement),
            overrules=[OverruledConsent.of(overruled) for overruled in state.overruled],
        )


@strawberry.type(
    description="What a record of the customer states of an address that they no longer have; it holds for no other."
)
class FormerConsent:
    purpose: str = strawberry.field(description="What the data might be used for: `marketing`, `profiling`…")
    channel: str = strawberry.field(description="Channel that it was about: `email`, `sms`, `phone`, `whatsapp`…")
    status: ConsentStatus = strawberry.field(description="Whether it allowed or forbade.")
    at: Moment | None = strawberry.field(
        description="When it was made, as its source says; null where the source gives no time."
    )
    source: str = strawberry.field(description="Name of the source system, such as `shopify`.")
    record: strawberry.ID = strawberry.field(description="Key of the source record that made the statement.")
    evidence: str = strawberry.field(
        description="How the source knows: the column and the value that it was read from."
    )

    @classmethod
    def of(cls, consent: domain.Consent) -> "FormerConsent":
        return cls(
            purpose=consent.purpose,
            channel=consent.channel,
            status=consent.status,
            at=optional_moment(consent.at),
            source=consent.source,
            record=strawberry.ID(consent.record),
            evidence=consent.evidence,
        )


def _scope(consent: domain.Consent) -> ConsentScope:
    return ConsentScope.ADDRESS if consent.address else ConsentScope.PERSON
