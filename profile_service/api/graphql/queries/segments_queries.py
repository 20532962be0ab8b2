"""Queries of segments of customers."""

import strawberry
from strawberry import UNSET

from profile_service.api.types.audiences.segments import (
    Segment,
    SegmentMemberConnection,
    SegmentMembership,
    SegmentSelection,
    SegmentSize,
)
from profile_service.api.types.values.argument_groups import ArgumentGroup
from profile_service.api.types.values.arguments import After, First, ProfileId, ViewName
from profile_service.api.types.values.fields import resolver, value_or, value_or_none
from profile_service.api.types.values.request import RequestInfo
from profile_service.domain.values.errors import NotFound
from profile_service.service.audiences.segment_desk import SegmentDesk

_SELECTION = ArgumentGroup("selection", SegmentSelection)


@strawberry.type
class SegmentQueries:
    @resolver("The declared segments of customers, for roles that read segments.")
    def segments(self, info: RequestInfo) -> list[Segment]:
        return [Segment.of(segment) for segment in _desk(info).segments()]

    @resolver(
        "How many customers are in a segment, of those whom the view shows. What the view hides cannot be asked for.",
        None,
        _SELECTION,
    )
    async def segment_size(self, info: RequestInfo, selection: SegmentSelection, view: ViewName = UNSET) -> SegmentSize:
        desk = _desk(info)
        return SegmentSize.of(await desk.size(selection.condition(desk), value_or_none(view)))

    @resolver("Who is in a segment, of those whom the view shows.", None, _SELECTION)
    async def segment_members(
        self,
        info: RequestInfo,
        selection: SegmentSelection,
        first: First = 20,
        after: After = UNSET,
        view: ViewName = UNSET,
    ) -> SegmentMemberConnection:
        desk, cursor = _desk(info), value_or_none(after)
        page = await desk.members(selection.condition(desk), value_or(first, 20), cursor, value_or_none(view))
        return SegmentMemberConnection.of(page, after=cursor)

    @resolver(
        "Of one customer, each declared segment that the view can ask for, with reasons; none of somebody whom it does "
        "not show."
    )
    async def profile_segments(
        self, info: RequestInfo, id: ProfileId, view: ViewName = UNSET
    ) -> list[SegmentMembership]:
        desk, shown = _desk(info), value_or_none(view)
        customer = await info.context.reader.customer(id, shown)
        memberships = await desk.memberships(customer.profile.id, shown) if customer else []
        return [SegmentMembership.of(each) for each in memberships]


def _desk(info: RequestInfo) -> SegmentDesk:
    if info.context.segments is None:
        raise NotFound("segments are not counted here")
    return info.context.segments
