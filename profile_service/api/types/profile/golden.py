"""Golden values with their origin and the values that lost."""

import strawberry

from profile_service.api.types.values.scalars import Moment, optional_moment
from profile_service.domain.profile.candidates import Candidate, GoldenValue


@strawberry.type(description="A value that lost against the golden value, with its origin.")
class ConflictingValue:
    value: str = strawberry.field(description="Text as the record holds it.")
    source: str = strawberry.field(description="Name of the source system, such as `shopify`.")
    record: strawberry.ID = strawberry.field(description="Key of the source record that holds it: `source:recordId`.")
    observed_at: Moment | None = strawberry.field(
        description="When the source last changed that record; null where the source gives no time."
    )

    @classmethod
    def of(cls, candidate: Candidate) -> "ConflictingValue":
        return cls(
            value=candidate.value,
            source=candidate.source,
            record=strawberry.ID(candidate.record),
            observed_at=optional_moment(candidate.observed_at),
        )


@strawberry.type(
    description="The golden value of an attribute: the one that survivorship chose among all records of the profile, "
    "with its origin."
)
class GoldenString:
    value: str = strawberry.field(description="Text of the winning value.")
    source: str = strawberry.field(description="Name of the source system that it came from, such as `shopify`.")
    record: strawberry.ID = strawberry.field(
        description="Key of the source record that it came from: `source:recordId`."
    )
    observed_at: Moment | None = strawberry.field(
        description="When the source last changed that record; null where the source gives no time."
    )
    conflicting: list[ConflictingValue] = strawberry.field(
        description="Values that differ from it by more than case or spacing, best first."
    )

    @classmethod
    def of(cls, golden: GoldenValue | None) -> "GoldenString | None":
        if golden is None:
            return None
        winner = golden.winner
        return cls(
            value=winner.value,
            source=winner.source,
            record=strawberry.ID(winner.record),
            observed_at=optional_moment(winner.observed_at),
            conflicting=[ConflictingValue.of(candidate) for candidate in golden.conflicting],
        )


@strawberry.type(description="A golden value with the name of its attribute.")
class Attribute:
    name: str = strawberry.field(description="Name of the attribute, such as `city`.")
    value: str = strawberry.field(description="Text of the winning value.")
    source: str = strawberry.field(description="Name of the source system that it came from, such as `shopify`.")
    record: strawberry.ID = strawberry.field(
        description="Key of the source record that it came from: `source:recordId`."
    )
    observed_at: Moment | None = strawberry.field(
        description="When the source last changed that record; null where the source gives no time."
    )
    conflicting: list[ConflictingValue] = strawberry.field(
        description="Values that differ from it by more than case or spacing, best first."
    )

    @classmethod
    def of(cls, name: str, golden: GoldenValue) -> "Attribute":
        winner = golden.winner
        return cls(
            name=name,
            value=winner.value,
            source=winner.source,
            record=strawberry.ID(winner.record),
            observed_at=optional_moment(winner.observed_at),
            conflicting=[ConflictingValue.of(candidate) for candidate in golden.conflicting],
        )
