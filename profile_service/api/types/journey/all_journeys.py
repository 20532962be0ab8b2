"""Journeys of all customers: funnels, and paths as nodes and links."""

from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.fields import value_or, value_or_none
from profile_service.api.types.values.pages import CURSOR, EDGES, NODES, PAGE_INFO, PageInfo
from profile_service.api.types.values.scalars import Moment, SequenceNumber
from profile_service.domain.audiences.conditions import Acts
from profile_service.domain.journey import path_flows
from profile_service.domain.metrics.periods import day_bounds
from profile_service.domain.values.cursors import write_cursor
from profile_service.service.declared.segments import acts_from
from profile_service.service.journeys import funnels as service
from profile_service.service.journeys.journey_desk import FunnelReport, JourneyRange, PathQuestion, PathReport
from profile_service.service.journeys.paths import PathDirection, PathNames

describe_enum(
    PathDirection,
    "Which way to look from the anchor.",
    BEFORE="What customers met before it, the latest first.",
    AFTER="What customers met after it.",
)
describe_enum(
    PathNames,
    "What the steps of paths are.",
    TOUCHPOINT="Touchpoints, and kinds of events that have none.",
    CHANNEL="Channels.",
    STAGE="Stages of the purchase: before, during, after.",
)
AT = "With everything that was committed before this moment."
SEQ = "The same as a number of the feed of changes."
SETTLED = "False where customers were merged or split while it was counted: ask again."
ACTS = "as YAML or JSON text, such as `families: [order]`; docs/segments.md has the words."
Steps = Annotated[list[str], strawberry.argument(description=f"Up to ten steps, each {ACTS}")]
Anchor = Annotated[str, strawberry.argument(description=f"From what paths are looked at: acts {ACTS}")]
FirstDay = Annotated[
    str | None, strawberry.argument(name="from", description="First day or month of the first step, or anchor.")
]
LastDay = Annotated[str | None, strawberry.argument(name="to", description="Last day or month of it.")]
Within = Annotated[int | None, strawberry.argument(description="Days within which all the rest happens.")]
Direction = Annotated[PathDirection, strawberry.argument(description="Which way to look from the anchor.")]
By = Annotated[PathNames, strawberry.argument(description="What the steps are.")]
Length = Annotated[int | None, strawberry.argument(description="How many steps at most, from 1 to 10.")]
MostPaths = Annotated[int | None, strawberry.argument(description="How many paths to list, from 1 to 100.")]
StepNumber = Annotated[int, strawberry.argument(description="Which step, from 1.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneySelection:
    """Each field is an argument of that name; UNSET where the query omits it."""

    first_day: FirstDay = UNSET
    last_day: LastDay = UNSET
    within_days: Within = 30

    def range(self, ids: list[str] | None) -> JourneyRange:
        """Of these profiles (ids), or of all. Raises InvalidInput."""
        since, until = day_bounds(value_or_none(self.first_day), value_or_none(self.last_day))
        return JourneyRange(since, until, value_or(self.within_days, 30), ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelSelection(JourneySelection):
    steps: Steps

    @property
    def acts(self) -> list[Acts]:
        """Raises InvalidInput naming the step."""
        return [acts_from(text, f"step {number}") for number, text in enumerate(self.steps, start=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedSelection(FunnelSelection):
    step: StepNumber


@dataclass(frozen=True, slots=True)
class PathSelection:
    anchor: Anchor
    direction: Direction = PathDirection.BEFORE
    by: By = PathNames.TOUCHPOINT
    length: Length = 5

    @property
    def question(self) -> PathQuestion:
        """Raises InvalidInput."""
        return PathQuestion(acts_from(self.anchor, "anchor"), self.direction, self.by, value_or(self.length, 5))


@strawberry.type(description="What customers did next who came no farther.")
class NextTouchpoint:
    name: str | None = strawberry.field(description="Touchpoint, or kind of an event that has none; null: nothing.")
    customers: int = strawberry.field(description="How many of them did this next.")


@strawberry.type(description="How many customers came to one step, and what became of the others.")
class FunnelStep:
    acts: str = strawberry.field(description="What the step is, in words.")
    customers: int = strawberry.field(description="Who came to it, after all earlier steps.")
    share_of_first: float | None = strawberry.field(description="The same as a share of those of the first step.")
    share_of_previous: float | None = strawberry.field(description="The same as a share of those of the step before.")
    dropped: int = strawberry.field(description="Who came to it and not to the next one.")
    median_hours: float | None = strawberry.field(description="From the first step to it, by each one's shortest way.")
    next: list[NextTouchpoint] = strawberry.field(description="What those who dropped did next, the commonest first.")


@strawberry.type(
    description="How many customers came to each step: each counts once, and came to a step who took all earlier ones "
    "before it, in this order, within the days; other events may lie between."
)
class Funnel:
    as_of: Moment = strawberry.field(description=AT)
    seq: SequenceNumber = strawberry.field(description=SEQ)
    is_settled: bool = strawberry.field(description=SETTLED)
    steps: list[FunnelStep] = strawberry.field(description="The steps in their order.")

    @classmethod
    def of(cls, report: FunnelReport) -> "Funnel":
        first = report.steps[0].customers
        before = [first, *(step.customers for step in report.steps)]
        return cls(
            as_of=Moment(report.at),
            seq=SequenceNumber(report.seq),
            is_settled=report.is_settled,
            steps=[_step(step, first, previous) for step, previous in zip(report.steps, before, strict=False)],
        )


def _step(step: service.FunnelStep, first: int, previous: int) -> FunnelStep:
    seconds = step.median_seconds
    return FunnelStep(
        acts=str(step.acts),
        customers=step.customers,
        share_of_first=round(step.customers / first, 4) if first else None,
        share_of_previous=round(step.customers / previous, 4) if previous else None,
        dropped=step.dropped,
        median_hours=None if seconds is None else round(seconds / 3_600, 2),
        next=[NextTouchpoint(name=each.name or None, customers=each.customers) for each in step.following],
    )


@strawberry.type(description="A customer who came to a step of a funnel and no farther.")
class FunnelCustomer:
    id: strawberry.ID = strawberry.field(
        description="Id of the profile; `profiles(ids:)` shows those whom you may see."
    )


@strawberry.type(description="Such a customer, with their cursor.")
class FunnelCustomerEdge:
    cursor: str = strawberry.field(description=CURSOR)
    node: FunnelCustomer = strawberry.field(description="The customer at this cursor.")


@strawberry.type(description="A page of such customers, in the order of their ids.")
class FunnelCustomerConnection:
    edges: list[FunnelCustomerEdge] = strawberry.field(description=EDGES)
    nodes: list[FunnelCustomer] = strawberry.field(description=NODES)
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    @classmethod
    def of(cls, ids: list[str], *, has_next: bool, after: str | None) -> "FunnelCustomerConnection":
        nodes = [FunnelCustomer(id=strawberry.ID(id)) for id in ids]
        edges = [FunnelCustomerEdge(cursor=write_cursor(node.id), node=node) for node in nodes]
        return cls(edges=edges, nodes=nodes, page_info=PageInfo.of(edges, has_next=has_next, after=after))


@strawberry.type(description="A path that customers took.")
class CustomerPath:
    names: list[str] = strawberry.field(description="Its steps, the one nearest to the anchor first.")
    customers: int = strawberry.field(description="Who took it.")
    share: float = strawberry.field(description="The same as a share of all who did the anchor.")
    goes_on: bool = strawberry.field(description="Whether they took more steps than were asked for.")


@strawberry.type(description="A node of a Sankey diagram: a step of this name at this place.")
class PathNode:
    step: int = strawberry.field(description="Which step from the anchor, from 1.")
    name: str = strawberry.field(description="Touchpoint, channel or stage.")
    customers: int = strawberry.field(description="Who took it.")
    ended: int = strawberry.field(description="Who took no step after it.")


@strawberry.type(description="A link of a Sankey diagram, from a node to one of the next step.")
class PathLink:
    step: int = strawberry.field(description="The step of the node at its start.")
    start: str = strawberry.field(description="Name of the node at its start.")
    end: str = strawberry.field(description="Name of the node at its end.")
    customers: int = strawberry.field(description="Who went that way.")

    @classmethod
    def of(cls, link: path_flows.PathLink) -> "PathLink":
        return cls(step=link.step, start=link.start, end=link.end, customers=link.customers)


@strawberry.type(
    description="The ways of customers before or after something that they did. Each customer counts once, by the "
    "first such act in the range; equal steps one after the other are one."
)
class Paths:
    as_of: Moment = strawberry.field(description=AT)
    seq: SequenceNumber = strawberry.field(description=SEQ)
    is_settled: bool = strawberry.field(description=SETTLED)
    customers: int = strawberry.field(description="Who did the anchor.")
    ended: int = strawberry.field(description="Who took no step at all within the days.")
    paths: list[CustomerPath] = strawberry.field(description="The most frequent paths.")
    nodes: list[PathNode] = strawberry.field(description="Of all paths, by step, the most frequent first.")
    links: list[PathLink] = strawberry.field(description="Of all paths, by step, the most frequent first.")

    @classmethod
    def of(cls, report: PathReport) -> "Paths":
        flow = report.flow
        return cls(
            as_of=Moment(report.at),
            seq=SequenceNumber(report.seq),
            is_settled=report.is_settled,
            customers=flow.customers,
            ended=flow.ended,
            paths=[
                CustomerPath(
                    names=list(path.names),
                    customers=path.customers,
                    share=round(path.customers / flow.customers, 4),
                    goes_on=path.goes_on,
                )
                for path in report.paths
            ],
            nodes=[
                PathNode(step=node.step, name=node.name, customers=node.customers, ended=node.ended)
                for node in flow.nodes
            ],
            links=[PathLink.of(link) for link in flow.links],
        )
