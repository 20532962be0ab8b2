"""The review queue: contested identifiers, with the profiles that hold them, and proposed merges."""

import strawberry

from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.fields import resolver
from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.request import RequestInfo
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship import commands as domain

describe_enum(
    Obstacle,
    "Why the records that hold an identifier were not all merged.",
    CONTRADICTION="Their names, birth dates or verified ids cannot be those of one person.",
    AMBIGUOUS="It would fit several persons who cannot be one.",
    LIMIT="The merged person would hold too many values of one type of identifier.",
    JUDGEMENT="A judgement says that they are not the same person.",
    LOCK="One of their profiles is locked.",
    PROPOSED="Somebody proposes to merge their profiles, and nobody has decided yet.",
)


@strawberry.type(description="A contested identifier or a proposed merge that waits for a decision.")
class ReviewItem:
    profile_ids: strawberry.Private[list[str]]
    id: strawberry.ID = strawberry.field(description="Id that `acceptReview` and `declineReview` take.")
    type: str = strawberry.field(
        description="Type of the identifier, such as `email` or `phone`; `proposal` for a merge."
    )
    value: str = strawberry.field(
        description="Normalised value of the identifier; of a proposal the id of its decision."
    )
    obstacle: Obstacle = strawberry.field(description="Why the records that hold it were not all merged.")
    since: Moment = strawberry.field(description="From when on it has waited.")
    records: list[strawberry.ID] = strawberry.field(
        description="Keys of the source records that hold it, or that stand for the proposed profiles."
    )
    proposed_by: str | None = strawberry.field(description="Who proposes the merge; null for an identifier.")
    reason: str | None = strawberry.field(description="Why, in the words of the proposal; null for an identifier.")

    @resolver("Profiles that hold it, or are proposed, and were not merged.")
    async def profiles(self, info: RequestInfo) -> list[Profile]:
        return [Profile.of(customer) for customer in await info.context.reader.many.distinct(self.profile_ids)]

    @classmethod
    def of(cls, item: domain.ReviewItem) -> "ReviewItem":
        return cls(
            profile_ids=list(item.records),
            id=strawberry.ID(item.identifier.key),
            type=item.identifier.type,
            value=item.identifier.value,
            obstacle=item.obstacle,
            since=Moment(item.since),
            records=[strawberry.ID(key) for keys in item.records.values() for key in keys],
            proposed_by=item.proposal.actor if item.proposal else None,
            reason=item.proposal.reason if item.proposal else None,
        )


@strawberry.type(description="An item of the review queue with its cursor.")
class ReviewEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: ReviewItem = strawberry.field(description="The item at this cursor.")

    @classmethod
    def of(cls, item: domain.ReviewItem) -> "ReviewEdge":
        return cls(cursor=item.cursor, node=ReviewItem.of(item))


@strawberry.type(description="A page of the review queue, oldest item first.")
class ReviewConnection:
    edges: list[ReviewEdge] = strawberry.field(description=EDGES)
    nodes: list[ReviewItem] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, items: list[domain.ReviewItem], *, has_next: bool, after: str | None) -> "ReviewConnection":
        edges = [ReviewEdge.of(item) for item in items]
        nodes = [edge.node for edge in edges]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))
