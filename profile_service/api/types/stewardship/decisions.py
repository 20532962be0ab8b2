"""Decisions of stewards as a list."""

import strawberry

from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.fields import resolver
from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.request import RequestInfo
from profile_service.api.types.values.scalars import Moment, optional_id
from profile_service.domain.stewardship.decisions import DecisionKind, DecisionState, ListedDecision
from profile_service.domain.values.cursors import write_cursor

describe_enum(
    DecisionKind,
    "What a steward decided.",
    JUDGE="That two source records are, are not, or may be the same person.",
    PROPOSE="That profiles may be one person, for others to decide.",
    RETRACT="That a judgement holds no more.",
    MERGE="That profiles are one person.",
    SPLIT="That records of a profile belong to somebody else.",
    LOCK="That no record joins or leaves a profile.",
    UNLOCK="That evidence decides about a profile again.",
    MOVE_IDENTIFIER="That an identifier belongs to another source record, or to none.",
    MOVE_EVENT="That an event belongs to another source record.",
    ACCEPT="That those of an item of the review queue are one person.",
    DECLINE="That those of an item of the review queue are different persons.",
    NOTE="To record an interaction.",
    CORRECT_NOTE="To correct the words of a recorded interaction.",
    WITHDRAW_NOTE="To withdraw a recorded interaction.",
    REVEAL="To be shown a value that is masked.",
    RULES="To put other identity rules in force.",
    UNDO="To undo a decision, or to make one hold again.",
)
describe_enum(
    DecisionState,
    "Whether a decision holds.",
    HOLDS="It holds.",
    UNDONE="It was undone, and counts as never made.",
)


@strawberry.type(description="A decision of a steward: a command that was carried out.")
class Decision:
    profile_ids: strawberry.Private[tuple[str, ...]]
    id: strawberry.ID = strawberry.field(description="Its id, which `undo` takes; ids sort by time.")
    kind: DecisionKind = strawberry.field(description="What was decided.")
    actor: str = strawberry.field(description="Who decided.")
    at: Moment = strawberry.field(description="When.")
    reason: str | None = strawberry.field(
        description="Reason that the actor gave; null where there is none, where the caller's first view does not show "
        "all attributes, and where values are masked for them."
    )
    records: list[strawberry.ID] = strawberry.field(
        description="Keys of the source records that it is about, the first 100; some may be gone. Empty for a change "
        "of rules, which is about all."
    )
    record_count: int = strawberry.field(description="Number of all source records that it is about.")
    event: strawberry.ID | None = strawberry.field(description="Key of the event that it moved; null for other kinds.")
    of_decision: strawberry.ID | None = strawberry.field(
        description="For `UNDO`: the first decision that it undid or made to hold again; null for other kinds."
    )
    state: DecisionState = strawberry.field(description="Whether it holds. Undoing what was undone changes nothing.")
    undone_by: strawberry.ID | None = strawberry.field(
        description="Id of the decision that undid it, which `undo` takes to make it hold again; null while it holds."
    )

    @resolver("Profiles that hold its `records` now.")
    async def profiles(self, info: RequestInfo) -> list[Profile]:
        return [Profile.of(customer) for customer in await info.context.reader.many.distinct(self.profile_ids)]

    @classmethod
    def of(cls, listed: ListedDecision) -> "Decision":
        decision = listed.decision
        return cls(
            profile_ids=listed.profiles,
            id=strawberry.ID(decision.id),
            kind=decision.kind,
            actor=decision.actor,
            at=Moment(decision.at),
            reason=decision.reason or None,
            records=[strawberry.ID(key) for key in decision.records],
            record_count=listed.record_count,
            event=optional_id(decision.event),
            of_decision=optional_id(decision.root),
            state=listed.state,
            undone_by=optional_id(listed.undone_by),
        )


@strawberry.type(description="A decision with its cursor.")
class DecisionEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: Decision = strawberry.field(description="The decision at this cursor.")


@strawberry.type(description="A page of decisions, newest first.")
class DecisionConnection:
    edges: list[DecisionEdge] = strawberry.field(description=EDGES)
    nodes: list[Decision] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, listed: list[ListedDecision], *, has_next: bool, after: str | None) -> "DecisionConnection":
        nodes = [Decision.of(each) for each in listed]
        edges = [DecisionEdge(cursor=write_cursor(node.id), node=node) for node in nodes]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))
