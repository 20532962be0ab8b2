"""Reasons: why two are one person or not, how a profile came to be, what happened to it."""

import strawberry

from profile_service.api.types.values.pages import PageInfo
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.explanation import evidence as domain
from profile_service.domain.explanation.evidence import Side, StepKind
from profile_service.domain.explanation.sentences import sentence, summary
from profile_service.domain.resolution.rules import CANONICAL
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.profile.explain import Explanation, cursor_of

strawberry.enum(
    StepKind,
    description="What a step says. What joins two records: `IDENTIFIER` (both hold it), `SAME` (somebody judged so), "
    "`LOCK`. What keeps two profiles apart: `NOT_SAME` and `MAYBE` (somebody judged so), `CONTRADICTION` (`detail` "
    "says which), `CONTESTED` (both hold it, `detail` is the obstacle), `ENDED` (a newer claim on it holds), "
    "`POWERLESS` (both hold it and it joins nobody: `detail` is junk, weak, shared or disowned), `LOCK`, `NOTHING` (in "
    "common). All others are what happened.",
)


@strawberry.type(description="An identifier that a step names.")
class StepIdentifier:
    type: str
    value: str | None = strawberry.field(description="Null where the view does not show this type.")


@strawberry.type(description="One reason, or one thing that happened.")
class Step:
    kind: StepKind
    sentence: str = strawberry.field(description="The step for people.")
    left: strawberry.ID | None = strawberry.field(description="Key of a source record.")
    right: strawberry.ID | None = strawberry.field(description="Key of another source record.")
    identifier: StepIdentifier | None
    judgement: strawberry.ID | None
    detail: str | None
    reason: str | None = strawberry.field(description="What the actor gave as reason; null in narrower views.")
    actor: str | None
    at: Moment | None
    profile: strawberry.ID | None
    others: list[strawberry.ID] = strawberry.field(
        description="Of `MERGED`: the profiles that merged into `profile`. Of `SPLIT`: those that took its `records`."
    )
    records: list[strawberry.ID]

    @classmethod
    def of(cls, step: domain.Step) -> "Step":
        return cls(
            kind=step.kind,
            sentence=sentence(step),
            left=_id(step.left),
            right=_id(step.right),
            identifier=_identifier(step.identifier),
            judgement=_id(step.judgement),
            detail=step.detail or None,
            reason=step.reason or None,
            actor=step.actor or None,
            at=None if step.at is None else Moment(step.at),
            profile=_id(step.profile),
            others=[strawberry.ID(id) for id in step.others],
            records=[strawberry.ID(key) for key in step.records],
        )


@strawberry.type(description="One of the two that were asked about.")
class WhySide:
    asked: strawberry.ID
    profile: strawberry.ID = strawberry.field(description="The profile that it is in now.")
    resolved_from: strawberry.ID | None = strawberry.field(description="The old id that was asked for, if it was one.")
    records: list[strawberry.ID] = strawberry.field(description="Keys of the source records that it stands for.")

    @classmethod
    def of(cls, side: Side) -> "WhySide":
        return cls(
            asked=strawberry.ID(side.asked),
            profile=strawberry.ID(side.profile),
            resolved_from=_id(side.resolved_from),
            records=[strawberry.ID(key) for key in sorted(side.records)],
        )


@strawberry.type(
    description="Why two are one person, or what keeps them apart. Of one person the steps are a path of evidence, "
    "each from its `left` to its `right`; of two persons they are all that stands between them."
)
class Why:
    same: bool
    summary: str
    a: WhySide
    b: WhySide
    steps: list[Step]

    @classmethod
    def of(cls, why: domain.Why) -> "Why":
        return cls(
            same=why.same,
            summary=summary(why),
            a=WhySide.of(why.a),
            b=WhySide.of(why.b),
            steps=[Step.of(step) for step in why.steps],
        )


@strawberry.type(description="The steps by which a profile came to be, in time.")
class How:
    profile: strawberry.ID
    resolved_from: strawberry.ID | None = strawberry.field(description="The old id that was asked for, if it was one.")
    steps: list[Step]

    @classmethod
    def of(cls, told: Explanation) -> "How":
        steps = [Step.of(step) for step in told.steps]
        return cls(profile=strawberry.ID(told.profile), resolved_from=_id(told.resolved_from), steps=steps)


@strawberry.type
class HistoryEdge:
    cursor: str
    node: Step


@strawberry.type(description="What happened to a profile and to those that merged into it, newest first.")
class HistoryConnection:
    profile: strawberry.ID
    resolved_from: strawberry.ID | None = strawberry.field(description="The old id that was asked for, if it was one.")
    edges: list[HistoryEdge]
    nodes: list[Step]
    page_info: PageInfo

    @classmethod
    def of(cls, told: Explanation, after: str | None) -> "HistoryConnection":
        edges = [HistoryEdge(cursor=cursor_of(step), node=Step.of(step)) for step in told.steps]
        return cls(
            profile=strawberry.ID(told.profile),
            resolved_from=_id(told.resolved_from),
            edges=edges,
            nodes=[edge.node for edge in edges],
            page_info=PageInfo.of(edges, has_next=told.has_next, after=after),
        )


def _identifier(named: Identifier | None) -> StepIdentifier | None:
    if named is None:
        return None
    return StepIdentifier(type=named.type.removesuffix(CANONICAL), value=named.value or None)


def _id(text: str | None) -> strawberry.ID | None:
    return None if text is None else strawberry.ID(text)
