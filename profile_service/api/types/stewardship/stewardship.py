"""What a steward orders, and what came of it."""

import strawberry
from strawberry import UNSET

from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.sources.records import IdentifierInput
from profile_service.api.types.stewardship.changes import Change
from profile_service.api.types.values.fields import given
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship import commands as domain
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.profile.customer import Customer


@strawberry.input(description="The version of a profile that the decision was made on.")
class ExpectedVersion:
    profile: strawberry.ID
    version: int


@strawberry.input
class OrderInput:
    actor: str = strawberry.field(
        description="Who decides. The caller names the actor, as long as this service does not authenticate callers."
    )
    reason: str = strawberry.field(default="", description="Why, for those who read the history.")
    idempotency_key: str | None = strawberry.field(
        default=UNSET, description="The same order under the same key is carried out once, and answered again."
    )
    expected_versions: list[ExpectedVersion] = strawberry.field(
        default_factory=list, description="Where a profile has another version by now: an error with code CONFLICT."
    )
    dry_run: bool = strawberry.field(default=False, description="Change nothing, and answer what would change.")

    def order(self) -> StewardCommand:
        """Raises InvalidInput where two versions of one profile are expected."""
        expected = {str(each.profile): each.version for each in self.expected_versions}
        if any(expected[each.profile] != each.version for each in self.expected_versions):
            raise InvalidInput("expectedVersions names a profile twice; name the version that you saw last")
        return StewardCommand(self.actor, self.reason, given(self.idempotency_key), expected, self.dry_run)


@strawberry.input(description="That two source records are, are not, or may be the same person.")
class JudgeInput(OrderInput):
    left: strawberry.ID = strawberry.field(description="Key of a source record: `source:recordId`.")
    right: strawberry.ID = strawberry.field(description="Key of another source record.")
    verdict: Verdict
    score: float = strawberry.field(default=1.0, description="How sure, from 0 to 1.")


@strawberry.input(description="Take a judgement back.")
class RetractJudgementInput(OrderInput):
    judgement: strawberry.ID


@strawberry.input(description="Say that profiles are one person.")
class MergeProfilesInput(OrderInput):
    profiles: list[strawberry.ID] = strawberry.field(description="Two or more; the oldest id survives.")


@strawberry.input(description="Say that records of a profile are somebody else's.")
class SplitProfileInput(OrderInput):
    profile: strawberry.ID
    records: list[strawberry.ID] = strawberry.field(description="Keys of the source records to split off.")
    together: bool = strawberry.field(
        default=False, description="Take along every record that came to the profile with them."
    )


@strawberry.input(description="Nobody joins or leaves a locked profile.")
class LockProfileInput(OrderInput):
    profile: strawberry.ID


@strawberry.input(description="Let evidence decide again who joins or leaves.")
class UnlockProfileInput(OrderInput):
    profile: strawberry.ID


@strawberry.input(description="Take an identifier from one source record and give it to another, or to none.")
class MoveIdentifierInput(OrderInput):
    identifier: IdentifierInput
    from_record: strawberry.ID = strawberry.field(description="Key of the source record that holds it wrongly.")
    to_record: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Key of the source record whose it is; nobody's where it is not given."
    )


@strawberry.input(description="Say that all who hold the identifier are one person.")
class AcceptReviewInput(OrderInput):
    item: strawberry.ID = strawberry.field(description="`id` of an item of the review queue.")


@strawberry.input(description="Say that those who hold the identifier are different persons.")
class DeclineReviewInput(OrderInput):
    item: strawberry.ID = strawberry.field(description="`id` of an item of the review queue.")


@strawberry.type(description="What a steward's order changed or, in a dry run, what it would change.")
class Effect:
    profiles: list[Profile] = strawberry.field(
        description="The affected profiles as they are now: after the change, or before it in a dry run."
    )
    changes: list[Change]
    judgements: list[strawberry.ID] = strawberry.field(description="Ids of the judgements made or retracted.")
    dry_run: bool

    @classmethod
    def of(cls, effect: domain.Effect, customers: list[Customer]) -> "Effect":
        return cls(
            profiles=[Profile.shown(customer) for customer in customers],
            changes=[Change.of(change) for change in effect.changes],
            judgements=[strawberry.ID(id) for id in effect.judgements],
            dry_run=effect.dry_run,
        )
