"""Queries of the journeys of all customers."""

import strawberry
from strawberry import UNSET

from profile_service.api.graphql.queries.metrics_queries import ids_of_segment
from profile_service.api.types.audiences.segments import SegmentSelection
from profile_service.api.types.journey.all_journeys import (
    DroppedSelection,
    Funnel,
    FunnelCustomerConnection,
    FunnelSelection,
    JourneySelection,
    MostPaths,
    Paths,
    PathSelection,
)
from profile_service.api.types.values.argument_groups import ArgumentGroup
from profile_service.api.types.values.arguments import After, First
from profile_service.api.types.values.fields import resolver, value_or, value_or_none
from profile_service.api.types.values.request import RequestInfo
from profile_service.domain.values.errors import NotFound
from profile_service.service.journeys.journey_desk import JourneyDesk

_SEGMENT = ArgumentGroup("segment", SegmentSelection)


@strawberry.type
class JourneyQueries:
    @resolver(
        "How many customers came to each step, for roles that read metrics. Whose data are restricted is in none.",
        None,
        ArgumentGroup("selection", FunnelSelection),
        _SEGMENT,
    )
    async def funnel(self, info: RequestInfo, selection: FunnelSelection, segment: SegmentSelection) -> Funnel:
        desk = _desk(info)
        return Funnel.of(await desk.funnel(selection.acts, selection.range(await ids_of_segment(info, segment))))

    @resolver(
        "Who came to a step of a funnel and no farther.", None, ArgumentGroup("selection", DroppedSelection), _SEGMENT
    )
    async def funnel_customers(
        self,
        info: RequestInfo,
        selection: DroppedSelection,
        segment: SegmentSelection,
        first: First = 20,
        after: After = UNSET,
    ) -> FunnelCustomerConnection:
        desk, cursor = _desk(info), value_or_none(after)
        asked = selection.range(await ids_of_segment(info, segment))
        ids, has_next = await desk.dropped(selection.acts, asked, selection.step, value_or(first, 20), cursor)
        return FunnelCustomerConnection.of(ids, has_next=has_next, after=cursor)

    @resolver(
        "Which touchpoints, channels or stages customers met before or after something that they did, for roles that "
        "read metrics.",
        None,
        ArgumentGroup("path", PathSelection),
        ArgumentGroup("selection", JourneySelection),
        _SEGMENT,
    )
    async def paths(
        self,
        info: RequestInfo,
        path: PathSelection,
        selection: JourneySelection,
        segment: SegmentSelection,
        most: MostPaths = 20,
    ) -> Paths:
        desk, asked = _desk(info), selection.range(await ids_of_segment(info, segment))
        return Paths.of(await desk.paths(path.question, asked, value_or(most, 20)))


def _desk(info: RequestInfo) -> JourneyDesk:
    if info.context.journeys is None:
        raise NotFound("journeys are not counted here")
    return info.context.journeys
