"""Queries of the metrics of all customers."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.audiences.segments import SegmentSelection
from profile_service.api.types.metrics.metric_selection import By, FigureSelection, PeriodSelection
from profile_service.api.types.metrics.metrics import MetricReport
from profile_service.api.types.metrics.retention import MetricCustomerConnection, Retention
from profile_service.api.types.values.argument_groups import ArgumentGroup
from profile_service.api.types.values.arguments import After, First
from profile_service.api.types.values.fields import resolver, value_or, value_or_none
from profile_service.api.types.values.request import RequestInfo
from profile_service.domain.metrics.definitions import MetricName
from profile_service.domain.values.errors import NotFound
from profile_service.service.metrics.metric_desk import MetricDesk

Names = Annotated[list[MetricName], strawberry.argument(description="Which metrics.")]


@strawberry.type
class MetricQueries:
    @resolver(
        "Metrics of all customers by period, for roles that read metrics. Whose data are restricted is in none. What "
        "a view hides of a customer counts all the same.",
        None,
        ArgumentGroup("selection", PeriodSelection),
        ArgumentGroup("segment", SegmentSelection),
    )
    async def metrics(
        self, info: RequestInfo, names: Names, selection: PeriodSelection, segment: SegmentSelection, by: By = UNSET
    ) -> MetricReport:
        group = value_or_none(by)
        report = await _desk(info).report(names, selection.periods, group, await ids_of_segment(info, segment))
        return MetricReport.of(report, grouped=group is not None)

    @resolver(
        "Who ordered again: customers by the period of their first order, for roles that read metrics.",
        None,
        ArgumentGroup("selection", PeriodSelection),
        ArgumentGroup("segment", SegmentSelection),
    )
    async def retention(self, info: RequestInfo, selection: PeriodSelection, segment: SegmentSelection) -> Retention:
        return Retention.of(await _desk(info).retention(selection.periods, await ids_of_segment(info, segment)))

    @resolver(
        "The customers behind a figure of `metrics`: those whom it counts, or whose acts it adds up.",
        None,
        ArgumentGroup("selection", FigureSelection),
        ArgumentGroup("segment", SegmentSelection),
    )
    async def metric_customers(
        self,
        info: RequestInfo,
        selection: FigureSelection,
        segment: SegmentSelection,
        first: First = 20,
        after: After = UNSET,
    ) -> MetricCustomerConnection:
        cursor, figure = value_or_none(after), selection.figure(await ids_of_segment(info, segment))
        ids, has_next = await _desk(info).customers(figure, value_or(first, 20), cursor)
        return MetricCustomerConnection.of(ids, has_next=has_next, after=cursor)


async def ids_of_segment(info: RequestInfo, selection: SegmentSelection) -> list[str] | None:
    """Of those who are in the segment, which takes the right to read segments; None where none is asked for."""
    if info.context.segments is None:
        raise NotFound("segments are not counted here")
    condition = selection.optional(info.context.segments)
    return await info.context.segments.ids(condition) if condition else None


def _desk(info: RequestInfo) -> MetricDesk:
    if info.context.metrics is None:
        raise NotFound("metrics are not counted here")
    return info.context.metrics
