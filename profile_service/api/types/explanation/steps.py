"""Steps of an explanation: pieces of evidence, and events in the life of a profile."""

import strawberry

from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.scalars import Moment, optional_id, optional_moment
from profile_service.domain.explanation import evidence as domain
from profile_service.domain.explanation.evidence import StepKind
from profile_service.domain.explanation.sentences import sentence
from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.values.identifiers import Identifier

describe_enum(
    StepKind,
    "What joins two records, what keeps two profiles apart, or what happened to a profile.",
    IDENTIFIER="Joins: both records hold the same identifier.",
    SAME="Joins: a judgement says that they are the same person.",
    LOCK="Joins records of a locked profile; keeps all others apart from it.",
    NOT_SAME="Keeps apart: a judgement says that they are not the same person.",
    MAYBE="Keeps apart: a judgement only says that they may be the same person.",
    CONTRADICTION="Keeps apart: the records say what cannot be true of one person; `detail` says what.",
    CONTESTED="Keeps apart: both hold the identifier, but an obstacle stands in the way; `detail` names it.",
    ENDED="Keeps apart: both hold the identifier, but a newer claim ended the older one.",
    POWERLESS="Keeps apart: both hold the identifier, but it joins nobody; `detail` is `junk`, `weak`, `shared` or "
    "`disowned`.",
    NOTHING="Keeps apart: they have nothing in common that counts.",
    LOADED="Happened: a record was loaded for the first time.",
    CREATED="Happened: the profile came into being.",
    MERGED="Happened: other profiles were merged into it.",
    SPLIT="Happened: records left it for other profiles.",
    JUDGED="Happened: a judgement about its records was made, or an identifier was moved; `detail` is the verdict.",
    RETRACTED="Happened: a judgement about its records was retracted; `detail` is the verdict.",
    EVENT_MOVED="Happened: a steward moved an event from a record of the profile, or to one; `detail` is its key.",
    UNDONE="Happened: a steward's decision was undone, or made to hold again; `detail` is its id.",
    LOCKED="Happened: a steward locked the profile.",
    UNLOCKED="Happened: a steward unlocked the profile.",
    REVEALED="Happened: somebody was shown a value that is masked for them; `detail` names it.",
    REMOVED="Happened: its last record is gone, and no other profile took its place.",
)


@strawberry.type(description="An identifier that a step names.")
class StepIdentifier:
    type: str = strawberry.field(description="Type of the identifier, such as `email` or `phone`.")
    value: str | None = strawberry.field(
        description="Normalised value; null where the view does not show identifiers of this type."
    )


@strawberry.type(description="One piece of evidence, or one event in the life of a profile.")
class Step:
    kind: StepKind = strawberry.field(
        description="What joined, what keeps apart, or what happened; it decides which other fields are set."
    )
    sentence: str = strawberry.field(description="The step in words.")
    left: strawberry.ID | None = strawberry.field(
        description="Key of a source record; null where the step is about a whole profile."
    )
    right: strawberry.ID | None = strawberry.field(
        description="Key of another source record; null where only one or none is concerned."
    )
    identifier: StepIdentifier | None = strawberry.field(
        description="The identifier concerned; null where there is none."
    )
    judgement: strawberry.ID | None = strawberry.field(
        description="Id of the judgement concerned; null where there is none."
    )
    detail: str | None = strawberry.field(
        description="Further text by kind: the contradiction in words, the obstacle, why the identifier joins nobody, "
        "the verdict; null where there is none."
    )
    reason: str | None = strawberry.field(
        description="Reason that the actor gave; null where there is none, and in views that do not show all "
        "attributes."
    )
    actor: str | None = strawberry.field(description="Who did it; null where no actor is recorded.")
    at: Moment | None = strawberry.field(description="When it happened or began to hold; null where no time is known.")
    profile: strawberry.ID | None = strawberry.field(
        description="Id of the profile concerned; null where the step only compares records."
    )
    others: list[strawberry.ID] = strawberry.field(
        description="For `MERGED`: the profiles that merged into `profile`. For `SPLIT`: those that took its "
        "`records`. Else empty."
    )
    records: list[strawberry.ID] = strawberry.field(
        description="Keys of the source records that moved; empty for other kinds."
    )

    decision: strawberry.ID | None = strawberry.field(
        description="Id of the steward's decision that it is part of, which `undo` takes; null for what loads did."
    )

    @classmethod
    def of(cls, step: domain.Step) -> "Step":
        return cls(
            kind=step.kind,
            sentence=sentence(step),
            left=optional_id(step.left),
            right=optional_id(step.right),
            identifier=_identifier(step.identifier),
            judgement=optional_id(step.judgement),
            detail=step.detail or None,
            reason=step.reason or None,
            actor=step.actor or None,
            at=optional_moment(step.at),
            profile=optional_id(step.profile),
            others=[strawberry.ID(id) for id in step.others],
            records=[strawberry.ID(key) for key in step.records],
            decision=optional_id(step.decision or None),
        )


def _identifier(identifier: Identifier | None) -> StepIdentifier | None:
    if identifier is None:
        return None
    return StepIdentifier(type=identifier.type.removesuffix(CANONICAL), value=identifier.value or None)
