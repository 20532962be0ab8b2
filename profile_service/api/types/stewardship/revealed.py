"""Values that are revealed to somebody for whom they are masked."""

import strawberry

from profile_service.api.types.stewardship.stewardship import StewardCommandInput


@strawberry.input(description="A masked value to show, and why; the history keeps who was shown what.")
class RevealValueInput(StewardCommandInput):
    profile: strawberry.ID = strawberry.field(description="Id of the profile; a former id works too.")
    name: str = strawberry.field(description="Name of an attribute, or type of an identifier, such as `phone`.")


@strawberry.type(description="A value that was revealed.")
class RevealedValue:
    name: str = strawberry.field(description="Name of the attribute, or type of the identifier.")
    value: str | None = strawberry.field(
        description="Its golden value, unmasked; null where no record has one, and in a dry run."
    )
    source: str | None = strawberry.field(description="Name of the source system of the value; null where it is.")
    dry_run: bool = strawberry.field(description="True where nothing was revealed.")
