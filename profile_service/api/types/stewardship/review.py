"""The review queue: contested identifiers, with the profiles between which they stand."""

import strawberry

from profile_service.api.types.profile.profile import Profile
from profile_service.api.types.values.fields import worked_out
from profile_service.api.types.values.pages import PageInfo
from profile_service.api.types.values.request import Asked
from profile_service.api.types.values.scalars import Moment
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship import commands as domain

strawberry.enum(
    Obstacle,
    description="Why an identifier does not join all who hold it. `CONTRADICTION`: names, birth dates or verified ids "
    "that one person cannot have. `AMBIGUOUS`: it would fit several persons who cannot be one. `LIMIT`: the person "
    "would hold too many values of a type. `JUDGEMENT`: somebody judged that they are not the same. `LOCK`: one of "
    "them is locked.",
)


@strawberry.type(description="A contested identifier that waits for a decision.")
class ReviewItem:
    profile_ids: strawberry.Private[list[str]]
    id: strawberry.ID = strawberry.field(description="What `acceptReview` and `declineReview` take.")
    type: str
    value: str
    obstacle: Obstacle
    since: Moment
    records: list[strawberry.ID] = strawberry.field(description="Keys of the source records that hold it.")

    @worked_out("The profiles between which it stands.")
    async def profiles(self, info: Asked) -> list[Profile]:
        return [Profile.shown(each) for each in await info.context.read.customers(self.profile_ids)]

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
        )


@strawberry.type
class ReviewEdge:
    cursor: str
    node: ReviewItem


@strawberry.type(description="Items of the review queue, the oldest first.")
class ReviewConnection:
    edges: list[ReviewEdge]
    nodes: list[ReviewItem]
    page_info: PageInfo

    @classmethod
    def of(cls, items: list[domain.ReviewItem], *, has_next: bool, after: str | None) -> "ReviewConnection":
        edges = [ReviewEdge(cursor=item.cursor, node=ReviewItem.of(item)) for item in items]
        nodes = [edge.node for edge in edges]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))
