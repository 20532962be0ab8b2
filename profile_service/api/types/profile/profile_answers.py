"""Many profiles in one answer: for each that was asked for its profile, or why there is none."""

from collections.abc import Iterable, Iterator
from typing import Any

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.sources.records import IdentifierInput
from profile_service.domain.values.errors import ProfileError
from profile_service.service.profile.customer import Customer

_PROFILE = "The profile; null where there is none to show."
_CODE = (
    "Why there is no profile: `NOT_FOUND`, `ERASED`, `RESTRICTED`, `CONFLICT` where several share the identifier, or "
    "`INVALID_INPUT`; null where there is one."
)
_MESSAGE = "The same in words; null where there is a profile."


@strawberry.type(description="What one of many ids leads to.")
class ProfileById:
    id: strawberry.ID = strawberry.field(
        description="The id that was asked for; where it is a former one, the profile has another."
    )
    profile: Profile | None = strawberry.field(description=_PROFILE)
    code: str | None = strawberry.field(description=_CODE)
    message: str | None = strawberry.field(description=_MESSAGE)

    @classmethod
    def of(cls, id: str, outcome: Customer | ProfileError) -> "ProfileById":
        return cls(id=strawberry.ID(id), **_outcome_fields(outcome))


@strawberry.type(description="An identifier as it was asked for.")
class AskedIdentifier:
    type: str = strawberry.field(description="Type of the identifier, such as `email`.")
    value: str = strawberry.field(description="Value as it was sent, not normalised.")


@strawberry.type(description="What one of many identifiers leads to.")
class ProfileByIdentifier:
    identifier: AskedIdentifier = strawberry.field(description="The identifier that was asked for.")
    profile: Profile | None = strawberry.field(description=_PROFILE)
    code: str | None = strawberry.field(description=_CODE)
    message: str | None = strawberry.field(description=_MESSAGE)

    @classmethod
    def of(cls, asked: IdentifierInput, outcome: Customer | ProfileError) -> "ProfileByIdentifier":
        return cls(identifier=AskedIdentifier(type=asked.type, value=asked.value), **_outcome_fields(outcome))


_OF_PROFILE = frozenset(
    "id formerIds resolvedFrom version createdAt updatedAt locked lockedBy lockedAt view withheld __typename".split()
)
_OF_ATTRIBUTES = frozenset(("name", "attribute", "attributes"))
_OF_IDENTIFIERS = frozenset(("email", "phone"))


def golden_identifiers(selections: Iterable[Selection]) -> list[str] | None:
    """The types of identifiers whose golden values are selected of profiles; None where something is selected that
    needs more than golden values."""
    names = frozenset(_names(selections, "profile"))
    return sorted(names & _OF_IDENTIFIERS) if names <= _OF_PROFILE | _OF_ATTRIBUTES | _OF_IDENTIFIERS else None


def _names(selections: Iterable[Selection], of: str, *, within: bool = False) -> Iterator[str]:
    """The fields selected of the field `of`, directly or in fragments."""
    for each in selections:
        if not isinstance(each, SelectedField):
            yield from _names(each.selections, of, within=within)
        elif within:
            yield each.name
        else:
            yield from _names(each.selections, of, within=each.name == of)


# The types of the values are those of the fields, which mypy cannot follow through a dictionary.
def _outcome_fields(outcome: Customer | ProfileError) -> dict[str, Any]:
    if isinstance(outcome, ProfileError):
        return {"profile": None, "code": outcome.code, "message": str(outcome)}
    return {"profile": Profile.of(outcome), "code": None, "message": None}
