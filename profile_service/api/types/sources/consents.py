"""Consent: the statement in force for each purpose and channel, and those that it overrules."""

from enum import Enum
from typing import Any

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


@strawberry.type
class StatedConsent:
    """What every statement of consent has; no type of its own in the schema."""

    status: ConsentStatus = strawberry.field(description="Whether it is allowed or forbidden.")
    at: Moment | None = strawberry.field(
        description="When the statement was made, as its source says; null where the source gives no time."
    )
    source: str = strawberry.field(description="Name of the source system, such as `shopify`.")
    record: strawberry.ID = strawberry.field(description="Key of the source record that made the statement.")
    evidence: str = strawberry.field(
        description="How the source knows: the column and the value that it was read from."
    )


@strawberry.type(description="A statement to the contrary that is not in force.")
class OverruledConsent(StatedConsent):
    scope: ConsentScope = strawberry.field(description="Whether it is about the person or about an address.")

    @classmethod
    def of(cls, consent: domain.Consent) -> "OverruledConsent":
        return cls(**_stated(consent), scope=_scope(consent))


@strawberry.type(description="The consent in force for one purpose and channel, with the statement that decides it.")
class Consent(StatedConsent):
    purpose: str = strawberry.field(description="What the data may be used for: `marketing`, `profiling`…")
    channel: str = strawberry.field(
        description="Channel that it holds for: `email`, `sms`, `phone`, `whatsapp`, `post`…"
    )
    scope: ConsentScope = strawberry.field(description="Whether it is about the person or about an address.")
    overrules: list[OverruledConsent] = strawberry.field(description="Statements to the contrary that it overrules.")

    @classmethod
    def of(cls, state: ConsentState) -> "Consent":
        statement = state.decisive
        return cls(
            **_stated(statement),
            purpose=statement.purpose,
            channel=statement.channel,
            scope=_scope(statement),
            overrules=[OverruledConsent.of(overruled) for overruled in state.overruled],
        )


@strawberry.type(
    description="What a record of the customer states of an address that they no longer have; it holds for no other."
)
class FormerConsent(StatedConsent):
    purpose: str = strawberry.field(description="What the data might be used for: `marketing`, `profiling`…")
    channel: str = strawberry.field(description="Channel that it was about: `email`, `sms`, `phone`, `whatsapp`…")

    @classmethod
    def of(cls, consent: domain.Consent) -> "FormerConsent":
        return cls(**_stated(consent), purpose=consent.purpose, channel=consent.channel)


def _stated(consent: domain.Consent) -> dict[str, Any]:
    """The fields of StatedConsent."""
    return {
        "status": consent.status,
        "at": optional_moment(consent.at),
        "source": consent.source,
        "record": strawberry.ID(consent.record),
        "evidence": consent.evidence,
    }


def _scope(consent: domain.Consent) -> ConsentScope:
    return ConsentScope.ADDRESS if consent.address else ConsentScope.PERSON
