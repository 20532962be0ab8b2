"""Why a view shows nothing of a customer."""

import strawberry

from profile_service.domain.access import withheld as domain


@strawberry.type(description="Why a view shows nothing of a customer. The consents are shown all the same.")
class Withheld:
    code: str = strawberry.field(
        description="`CONSENT_WITHDRAWN`: the customer withdrew the consent that the view needs, and granted it in no "
        "channel."
    )
    reason: str = strawberry.field(description="The reason in words.")

    @classmethod
    def optional(cls, withheld: domain.Withheld | None) -> "Withheld | None":
        return None if withheld is None else cls(code=withheld.code, reason=withheld.reason)
