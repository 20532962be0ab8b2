"""Retention by cohort, and the customers behind a figure."""

import strawberry

from profile_service.api.types.metrics.metrics import AT, SEQ, SETTLED
from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import Moment, SequenceNumber
from profile_service.domain.values.cursors import write_cursor
from profile_service.service.metrics import cohorts as domain
from profile_service.service.metrics import metric_desk as service


@strawberry.type(description="How many of a cohort ordered in one period.")
class CohortPeriod:
    later: int = strawberry.field(description="So many periods after the cohort's own, which is 0.")
    period: str = strawberry.field(description="The period itself.")
    customers: int = strawberry.field(description="Customers of the cohort with an order in it.")
    share: float = strawberry.field(description="The same as a share of the cohort, from 0 to 1.")
    is_over: bool = strawberry.field(description="Whether the period is over. If not, the figure may still change.")


@strawberry.type(description="Customers whose first order is in the same period.")
class Cohort:
    period: str = strawberry.field(description="The period of their first order.")
    customers: int = strawberry.field(description="How many they are.")
    periods: list[CohortPeriod] = strawberry.field(description="From their own period to the present one.")

    @classmethod
    def of(cls, cohort: domain.Cohort) -> "Cohort":
        periods = [
            CohortPeriod(
                later=each.later,
                period=each.period,
                customers=each.customers,
                share=round(each.customers / cohort.customers, 4),
                is_over=each.is_over,
            )
            for each in cohort.periods
        ]
        return cls(period=cohort.period, customers=cohort.customers, periods=periods)


@strawberry.type(
    description="Retention: who ordered again, by the period of the first order. By calendar periods, in each period "
    "anew (not *on or after* it)."
)
class Retention:
    as_of: Moment = strawberry.field(description=AT)
    seq: SequenceNumber = strawberry.field(description=SEQ)
    is_settled: bool = strawberry.field(description=SETTLED)
    cohorts: list[Cohort] = strawberry.field(description="Cohorts with customers, the earliest first.")

    @classmethod
    def of(cls, report: service.CohortReport) -> "Retention":
        return cls(
            as_of=Moment(report.at),
            seq=SequenceNumber(report.seq),
            is_settled=report.is_settled,
            cohorts=[Cohort.of(each) for each in report.cohorts],
        )


@strawberry.type(description="A customer behind a figure.")
class MetricCustomer:
    id: strawberry.ID = strawberry.field(
        description="Id of the profile; `profiles(ids:)` shows those whom you may see."
    )


@strawberry.type(description="A customer behind a figure, with their cursor.")
class MetricCustomerEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: MetricCustomer = strawberry.field(description="The customer at this cursor.")


@strawberry.type(description="A page of the customers behind a figure, in the order of their ids.")
class MetricCustomerConnection:
    edges: list[MetricCustomerEdge] = strawberry.field(description=EDGES)
    nodes: list[MetricCustomer] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, ids: list[str], *, has_next: bool, after: str | None) -> "MetricCustomerConnection":
        nodes = [MetricCustomer(id=strawberry.ID(id)) for id in ids]
        edges = [MetricCustomerEdge(cursor=write_cursor(node.id), node=node) for node in nodes]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))
