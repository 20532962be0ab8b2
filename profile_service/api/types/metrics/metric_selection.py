"""The arguments by which queries select periods, and the customers behind a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from profile_service.api.types.values.fields import value_or_none
from profile_service.domain.metrics.definitions import MetricName
from profile_service.domain.metrics.periods import PeriodLength, PeriodRange, asked_range, period_named
from profile_service.service.metrics.metric_desk import Figure
from profile_service.service.metrics.period_sums import MetricGroup

FirstMonth = Annotated[
    str | None,
    strawberry.argument(name="from", description="Month such as `2026-01`, or day; else there are twelve periods."),
]
LastMonth = Annotated[
    str | None, strawberry.argument(name="to", description="Month such as `2026-12`, or day; else the present one.")
]
Every = Annotated[PeriodLength, strawberry.argument(description="How long the periods are.")]
By = Annotated[MetricGroup | None, strawberry.argument(description="What figures are split by; null for nothing.")]
Metric = Annotated[MetricName, strawberry.argument(description="Which metric the figure is of.")]
PeriodName = Annotated[str, strawberry.argument(description="The period, as the figure names it.")]
GroupName = Annotated[str, strawberry.argument(description="The group, as the figure names it; empty for none.")]


@dataclass(frozen=True, slots=True)
class PeriodSelection:
    """Each field is an argument of that name; UNSET where the query omits it."""

    first_month: FirstMonth = UNSET
    last_month: LastMonth = UNSET
    every: Every = PeriodLength.MONTH

    @property
    def periods(self) -> PeriodRange:
        """Raises InvalidInput."""
        return asked_range(value_or_none(self.first_month), value_or_none(self.last_month), self.every)


@dataclass(frozen=True, slots=True)
class FigureSelection:
    name: Metric
    period: PeriodName
    by: By = UNSET
    group: GroupName = ""

    def figure(self, ids: Sequence[str] | None) -> Figure:
        """Of these profiles (ids), or of all. Raises InvalidInput."""
        return Figure(self.name, period_named(self.period), value_or_none(self.by), self.group, ids)
