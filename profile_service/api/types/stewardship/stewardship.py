"""Commands of a steward as mutations take them, and their effect."""

from typing import Any

import strawberry
from strawberry import UNSET

from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.sources.records import IdentifierInput
from profile_service.api.types.stewardship.changes import Change
from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.fields import value_or_none
from profile_service.api.types.values.scalars import optional_id
from profile_service.domain.access.caller import Caller
from profile_service.domain.resolution.contradictions import Contradiction as DomainContradiction
from profile_service.domain.resolution.contradictions import ContradictionKind
from profile_service.domain.resolution.judgements import Verdict
from profile_service.domain.stewardship import commands as domain
from profile_service.domain.stewardship.commands import StewardCommand
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.profile.customer import Customer

describe_enum(
    ContradictionKind,
    "What two source records state that cannot be one person's.",
    GIVEN_NAMES="Their given names differ.",
    GENERATIONS="One is called senior and the other junior, or another generation.",
    BIRTH_DATES="Their birth dates differ.",
    IDENTIFIERS="They hold different values of an identifier that a person has once.",
)


@strawberry.input(description="The version of a profile that a decision was based on.")
class ExpectedVersion:
    profile: strawberry.ID = strawberry.field(description="Id of the profile.")
    version: int = strawberry.field(description="The profile's `version` at the time of the decision.")


@strawberry.input
class StewardCommandInput:
    actor: str | None = strawberry.field(
        default=UNSET,
        description="Who decides. Whoever asks with a key or token decides in their own name; another one is an error "
        "with code FORBIDDEN. Where no access is configured, the name is taken as given.",
        deprecation_reason="The actor is the caller; leave it out.",
    )
    reason: str = strawberry.field(default="", description="Why, for people who read the history.")
    idempotency_key: str | None = strawberry.field(
        default=UNSET, description="A command repeated under the same key is carried out once and gets the same answer."
    )
    expected_versions: list[ExpectedVersion] = strawberry.field(
        default_factory=list,
        description="Versions that the decision was based on; if a profile has another version by now, the command "
        "fails with code CONFLICT.",
    )
    dry_run: bool = strawberry.field(
        default=False, description="True to change nothing and to answer what would change."
    )

    def command(self, caller: Caller) -> StewardCommand:
        """The command of this caller. Raises Forbidden where it names another actor, InvalidInput where two versions of
        one profile are expected."""
        versions = {str(expected.profile): expected.version for expected in self.expected_versions}
        if any(versions[expected.profile] != expected.version for expected in self.expected_versions):
            raise InvalidInput("expectedVersions names a profile twice; name the version that you saw last")
        actor = caller.actor(value_or_none(self.actor))
        return StewardCommand(actor, self.reason, value_or_none(self.idempotency_key), versions, self.dry_run)


def _despite() -> Any:
    """The field of the contradictions despite which profiles are merged."""
    return strawberry.field(
        default_factory=list,
        description="Contradictions between the profiles, such as `BIRTH_DATES`, despite which they are one person. "
        "Where one is not named, the command fails with code CONTRADICTED; a dry run shows them.",
    )


@strawberry.input(description="A verdict on two source records.")
class JudgeInput(StewardCommandInput):
    left: strawberry.ID = strawberry.field(description="Key of a source record: `source:recordId`.")
    right: strawberry.ID = strawberry.field(description="Key of another source record.")
    verdict: Verdict = strawberry.field(description="Whether the two are the same person.")
    score: float = strawberry.field(default=1.0, description="How certain the verdict is, from 0 to 1.")


@strawberry.input(description="A judgement that no longer holds.")
class RetractJudgementInput(StewardCommandInput):
    judgement: strawberry.ID = strawberry.field(description="Id of the judgement.")


@strawberry.input(description="Profiles that are one person.")
class MergeProfilesInput(StewardCommandInput):
    profiles: list[strawberry.ID] = strawberry.field(description="Ids of two or more profiles; the oldest id survives.")
    despite: list[ContradictionKind] = _despite()


@strawberry.input(description="Profiles that may be one person.")
class ProposeMergeInput(StewardCommandInput):
    profiles: list[strawberry.ID] = strawberry.field(description="Ids of 2 to 10 profiles; former ids work too.")


@strawberry.input(description="Source records of a profile that belong to somebody else.")
class SplitProfileInput(StewardCommandInput):
    profile: strawberry.ID = strawberry.field(description="Id of the profile; a former id works too.")
    records: list[strawberry.ID] = strawberry.field(description="Keys of the source records to split off.")
    together: bool = strawberry.field(
        default=False, description="True to split off every record that came to the profile with them as well."
    )


@strawberry.input(description="A profile whose records are to stay as they are.")
class LockProfileInput(StewardCommandInput):
    profile: strawberry.ID = strawberry.field(description="Id of the profile; a former id works too.")


@strawberry.input(description="A profile whose records evidence may change again.")
class UnlockProfileInput(StewardCommandInput):
    profile: strawberry.ID = strawberry.field(description="Id of the profile; a former id works too.")


@strawberry.input(description="An identifier to take from one source record and to give to another, or to none.")
class MoveIdentifierInput(StewardCommandInput):
    identifier: IdentifierInput = strawberry.field(description="The wrongly held identifier, in any usual form.")
    from_record: strawberry.ID = strawberry.field(description="Key of the source record that holds it wrongly.")
    to_record: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Key of the source record that it belongs to; no record gets it where omitted."
    )


@strawberry.input(description="An event that belongs to another source record.")
class MoveEventInput(StewardCommandInput):
    event: strawberry.ID = strawberry.field(description="Key of the event, such as `shopify:order:1001`.")
    record: strawberry.ID = strawberry.field(
        description="Key of the source record that it belongs to; the one that its source names takes a move back."
    )


@strawberry.input(description="An item of the review queue whose profiles are one person.")
class AcceptReviewInput(StewardCommandInput):
    item: strawberry.ID = strawberry.field(description="`id` of the item.")
    despite: list[ContradictionKind] = _despite()


@strawberry.input(description="An item of the review queue whose profiles are different persons.")
class DeclineReviewInput(StewardCommandInput):
    item: strawberry.ID = strawberry.field(
        description="`id` of the item of the review queue; or the key of an identifier that joined different persons, "
        "such as `loyalty_id:L-2041`."
    )


@strawberry.input(description="A decision that is to count as never made.")
class UndoInput(StewardCommandInput):
    decision: strawberry.ID = strawberry.field(
        description="Id of the decision, as answers, the history and the change feed name it; that of an undo makes "
        "the decision hold again."
    )


@strawberry.type(description="A contradiction between two source records of the profiles that are merged.")
class Contradiction:
    kind: ContradictionKind = strawberry.field(description="What they state that cannot be one person's.")
    left: strawberry.ID = strawberry.field(description="Key of one source record.")
    right: strawberry.ID = strawberry.field(description="Key of the other source record.")
    left_value: str = strawberry.field(description="What the one states.")
    right_value: str = strawberry.field(description="What the other states.")
    more: int = strawberry.field(description="How many more pairs of records contradict each other in the same way.")

    @classmethod
    def of(cls, contradiction: DomainContradiction) -> "Contradiction":
        return cls(
            kind=contradiction.kind,
            left=strawberry.ID(contradiction.left),
            right=strawberry.ID(contradiction.right),
            left_value=contradiction.left_value,
            right_value=contradiction.right_value,
            more=contradiction.more,
        )


@strawberry.type(description="What a steward's command changed or, in a dry run, would change.")
class Effect:
    profiles: list[Profile] = strawberry.field(
        description="The affected profiles as they are now: after the change or, in a dry run, before it."
    )
    changes: list[Change] = strawberry.field(description="Each visible change of a profile.")
    judgements: list[strawberry.ID] = strawberry.field(description="Ids of the judgements that were made or retracted.")
    dry_run: bool = strawberry.field(description="True where nothing was changed.")
    decision: strawberry.ID | None = strawberry.field(
        description="Id of this decision, which `undo` takes; null in a dry run."
    )
    contradictions: list[Contradiction] = strawberry.field(
        description="For a merge, also by an accepted review: contradictions between the profiles, of each "
        "kind one. Else empty."
    )

    @classmethod
    def of(cls, effect: domain.Effect, customers: list[Customer]) -> "Effect":
        return cls(
            profiles=[Profile.of(customer) for customer in customers],
            changes=[Change.of(change) for change in effect.changes],
            judgements=[strawberry.ID(id) for id in effect.judgements],
            dry_run=effect.dry_run,
            decision=optional_id(effect.decision or None),
            contradictions=[Contradiction.of(contradiction) for contradiction in effect.contradictions],
        )
