"""Segments of customers: what they are, how many are in them and who, and why one customer is."""

from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.values.fields import value_or_none
from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import Moment, SequenceNumber
from profile_service.domain.audiences import evaluation
from profile_service.domain.audiences import segments as domain
from profile_service.domain.audiences.conditions import Condition
from profile_service.domain.values.cursors import write_cursor
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.audiences import segment_desk as service
from profile_service.service.audiences.segment_desk import SegmentDesk
from profile_service.service.declared.segments import condition_from

AT = "With everything that was committed before this moment, from which windows are counted back."
SEQ = "The same as a number of the feed of changes."
SETTLED = "False where customers were merged or split while it was counted: ask again."
SegmentName = Annotated[
    str | None, strawberry.argument(description="Name of a declared segment, as `segments` has it.")
]
Who = Annotated[
    str | None,
    strawberry.argument(
        description="In place of a name, a condition of your own as YAML or JSON text, such as "
        "`who: {did: {families: [order], at_least: 3}}`."
    ),
]


@dataclass(frozen=True, slots=True)
class SegmentSelection:
    """Each field is an argument of that name; UNSET where the query omits it."""

    segment: SegmentName = UNSET
    who: Who = UNSET

    def condition(self, desk: SegmentDesk) -> Condition:
        """Raises InvalidInput and NotFound."""
        if condition := self.optional(desk):
            return condition
        raise InvalidInput("expected the name of a segment, or a condition in `who`")

    def optional(self, desk: SegmentDesk) -> Condition | None:
        """None where neither a name nor a condition is given. Raises InvalidInput and NotFound."""
        name, who = value_or_none(self.segment), value_or_none(self.who)
        if name is not None and who is not None:
            raise InvalidInput("expected the name of a segment, or a condition in `who`, and not both")
        if name is not None:
            return desk.segment(name).condition
        return None if who is None else condition_from(who, "who")


@strawberry.type(description="Customers who meet a condition at the moment of the question.")
class Segment:
    name: str = strawberry.field(description="By which other queries take it.")
    title: str = strawberry.field(description="What it is called.")
    why: str = strawberry.field(description="What it is for.")
    condition: str = strawberry.field(description="Who is in it, in words.")

    @classmethod
    def of(cls, segment: domain.Segment) -> "Segment":
        return cls(name=segment.name, title=segment.title, why=segment.why, condition=segment.words)


@strawberry.type(description="A customer who is in a segment.")
class SegmentMember:
    id: strawberry.ID = strawberry.field(
        description="Id of the profile; `profiles(ids:)` shows those whom you may see."
    )


@strawberry.type(description="How many customers are in a segment, with a few of them.")
class SegmentSize:
    as_of: Moment = strawberry.field(description=AT)
    seq: SequenceNumber = strawberry.field(description=SEQ)
    is_settled: bool = strawberry.field(description=SETTLED)
    members: int = strawberry.field(description="How many are in it.")
    customers: int = strawberry.field(description="Of how many: all that the view shows.")
    sample: list[SegmentMember] = strawberry.field(description="Up to five members, the same ones each time.")

    @classmethod
    def of(cls, size: service.SegmentSize) -> "SegmentSize":
        return cls(
            as_of=Moment(size.as_of.at),
            seq=SequenceNumber(size.as_of.seq),
            is_settled=size.as_of.is_settled,
            members=size.members,
            customers=size.customers,
            sample=[SegmentMember(id=strawberry.ID(id)) for id in size.sample],
        )


@strawberry.type(description="A member of a segment, with their cursor.")
class SegmentMemberEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: SegmentMember = strawberry.field(description="The customer at this cursor.")


@strawberry.type(description="A page of the members of a segment, in the order of their ids.")
class SegmentMemberConnection:
    as_of: Moment = strawberry.field(description=AT)
    edges: list[SegmentMemberEdge] = strawberry.field(description=EDGES)
    nodes: list[SegmentMember] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, page: service.MemberPage, *, after: str | None) -> "SegmentMemberConnection":
        nodes = [SegmentMember(id=strawberry.ID(id)) for id in page.ids]
        edges = [SegmentMemberEdge(cursor=write_cursor(node.id), node=node) for node in nodes]
        info = PageInfo.of(edges, has_next=page.has_next, after=after)
        return cls(as_of=Moment(page.as_of.at), edges=edges, nodes=nodes, page_info=info)


@strawberry.type(description="One thing that a segment asks for, and how it is with a customer.")
class SegmentReason:
    fact: str = strawberry.field(description="What is asked for, in words; where it follows `not`, its opposite is.")
    is_met: bool = strawberry.field(description="Whether the customer meets it.")
    evidence: str = strawberry.field(
        description="How often and when last, the amount or the value; `none` for nothing."
    )

    @classmethod
    def of(cls, reason: evaluation.FactReason) -> "SegmentReason":
        return cls(fact=reason.fact, is_met=reason.is_met, evidence=reason.evidence)


@strawberry.type(description="Whether a customer is in a segment, and why.")
class SegmentMembership:
    segment: Segment = strawberry.field(description="Which one; `condition` says who is in it.")
    is_member: bool = strawberry.field(description="Whether the customer is in it now.")
    reasons: list[SegmentReason] = strawberry.field(description="All that the segment asks for.")

    @classmethod
    def of(cls, membership: service.SegmentMembership) -> "SegmentMembership":
        reasons = [SegmentReason.of(each) for each in membership.reasons]
        return cls(segment=Segment.of(membership.segment), is_member=membership.is_member, reasons=reasons)
