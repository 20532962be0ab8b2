"""Golden values with where they came from."""

import strawberry

from profile_service.api.types.values.scalars import Moment
from profile_service.domain.profile.survivorship import Candidate, GoldenValue


@strawberry.type(description="A value that lost, with where it came from.")
class ConflictingValue:
    value: str
    source: str
    record: strawberry.ID
    observed_at: Moment | None

    @classmethod
    def of(cls, candidate: Candidate) -> "ConflictingValue":
        return cls(
            value=candidate.value,
            source=candidate.source,
            record=strawberry.ID(candidate.record),
            observed_at=_moment(candidate.observed_at),
        )


@strawberry.type(description="The winning value of an attribute, with where it came from and what else was said.")
class GoldenString:
    value: str
    source: str = strawberry.field(description="The system it came from.")
    record: strawberry.ID = strawberry.field(description="Key of the source record it came from.")
    observed_at: Moment | None = strawberry.field(description="When the source last changed that record.")
    conflicting: list[ConflictingValue] = strawberry.field(
        description="Values that differ by more than case or spacing, the next best first."
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
            observed_at=_moment(winner.observed_at),
            conflicting=[ConflictingValue.of(c) for c in golden.conflicting],
        )


@strawberry.type(description="A golden value under the name of its attribute.")
class Attribute:
    name: str
    value: str
    source: str
    record: strawberry.ID
    observed_at: Moment | None
    conflicting: list[ConflictingValue]

    @classmethod
    def of(cls, name: str, golden: GoldenValue) -> "Attribute":
        winner = golden.winner
        return cls(
            name=name,
            value=winner.value,
            source=winner.source,
            record=strawberry.ID(winner.record),
            observed_at=_moment(winner.observed_at),
            conflicting=[ConflictingValue.of(c) for c in golden.conflicting],
        )


def _moment(text: str | None) -> Moment | None:
    return None if text is None else Moment(text)
