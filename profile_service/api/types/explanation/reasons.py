"""Explanations of identity: why two are one person or not, how a profile came to be, and its history."""

import strawberry

from profile_service.api.types.explanation.steps import Step
from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import optional_id
from profile_service.domain.explanation import evidence as domain
from profile_service.domain.explanation.evidence import Side
from profile_service.domain.explanation.sentences import summary
from profile_service.service.profile.explain import Explanation, cursor_of


@strawberry.type(description="One of the two things compared.")
class WhySide:
    asked: strawberry.ID = strawberry.field(description="The record's key or profile's id as it was passed.")
    profile: strawberry.ID = strawberry.field(description="Id of the profile that it belongs to now.")
    resolved_from: strawberry.ID | None = strawberry.field(
        description="The former id that the query used; null where it used a current id or a record's key."
    )
    records: list[strawberry.ID] = strawberry.field(description="Keys of the source records that it stands for.")

    @classmethod
    def of(cls, side: Side) -> "WhySide":
        return cls(
            asked=strawberry.ID(side.asked),
            profile=strawberry.ID(side.profile),
            resolved_from=optional_id(side.resolved_from),
            records=[strawberry.ID(key) for key in sorted(side.records)],
        )


@strawberry.type(
    description="Why two are one person, or what keeps them apart. For one person the steps are a path of evidence, "
    "each from its `left` to its `right`; for two persons they are all that keeps them apart."
)
class Why:
    same: bool = strawberry.field(description="True where both belong to one profile.")
    summary: str = strawberry.field(description="The answer in one sentence.")
    a: WhySide = strawberry.field(description="The first of the two.")
    b: WhySide = strawberry.field(description="The second of the two.")
    steps: list[Step] = strawberry.field(description="The evidence, or the reasons against it.")

    @classmethod
    def of(cls, why: domain.Why) -> "Why":
        return cls(
            same=why.same,
            summary=summary(why),
            a=WhySide.of(why.a),
            b=WhySide.of(why.b),
            steps=[Step.of(step) for step in why.steps],
        )


@strawberry.type(description="How a profile came to be.")
class How:
    profile: strawberry.ID = strawberry.field(description="Current id of the profile.")
    resolved_from: strawberry.ID | None = strawberry.field(
        description="The former id that the query used; null where it used a current id or a record's key."
    )
    steps: list[Step] = strawberry.field(
        description="What happened to it and what joined its records, in the order of time."
    )

    @classmethod
    def of(cls, explanation: Explanation) -> "How":
        steps = [Step.of(step) for step in explanation.steps]
        return cls(
            profile=strawberry.ID(explanation.profile),
            resolved_from=optional_id(explanation.resolved_from),
            steps=steps,
        )


@strawberry.type(description="A step with its cursor.")
class HistoryEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: Step = strawberry.field(description="The step at this cursor.")


@strawberry.type(description="What happened to a profile and to those that merged into it, newest first.")
class HistoryConnection:
    profile: strawberry.ID = strawberry.field(description="Current id of the profile.")
    resolved_from: strawberry.ID | None = strawberry.field(
        description="The former id that the query used; null where it used a current id or a record's key."
    )
    edges: list[HistoryEdge] = strawberry.field(description=EDGES)
    nodes: list[Step] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, explanation: Explanation, after: str | None) -> "HistoryConnection":
        edges = [HistoryEdge(cursor=cursor_of(step), node=Step.of(step)) for step in explanation.steps]
        return cls(
            profile=strawberry.ID(explanation.profile),
            resolved_from=optional_id(explanation.resolved_from),
            edges=edges,
            nodes=[edge.node for edge in edges],
            page_info=PageInfo.of(edges, has_next=explanation.has_next, after=after),
        )
