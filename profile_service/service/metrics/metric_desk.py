"""The metrics as a caller reads them: those who may, and every question leaves a line in the audit."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from profile_service.domain.access.access_decisions import decide_read
from profile_service.domain.access.caller import Caller
from profile_service.domain.metrics.definitions import DEFINITIONS, MetricDefinition, MetricName, MetricUnit
from profile_service.domain.metrics.periods import PeriodRange
from profile_service.domain.values.cursors import check_first, read_cursor
from profile_service.domain.values.errors import InvalidInput
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.metrics.cohorts import Cohort, cohorts
from profile_service.service.metrics.customer_events import CustomerEvents
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.service.metrics.event_table import EventTable
from profile_service.service.metrics.fact_table import FactTable
from profile_service.service.metrics.live_table import TableAsOf
from profile_service.service.metrics.period_sums import (
    Behind,
    Cell,
    MetricGroup,
    PeriodSums,
    customers_behind,
    period_sums,
)


@dataclass(frozen=True, slots=True)
class MetricPoint:
    """One figure. `group` and `currency` are empty where there is none. `value`: of money in minor units; None where
    there is nothing to divide by, and of what is counted when the period is over. `is_over`: it is; else the figure
    still grows."""

    period: str
    group: str
    currency: str
    value: Decimal | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class MetricSeries:
    definition: MetricDefinition
    points: tuple[MetricPoint, ...]


@dataclass(frozen=True, slots=True)
class MetricReport:
    """`at` (fixed-width UTC text) and `seq`: with all that was committed by then; `is_settled`: nothing changed while
    it was counted."""

    at: str
    seq: int
    is_settled: bool
    series: tuple[MetricSeries, ...]


@dataclass(frozen=True, slots=True)
class CohortReport:
    """As a MetricReport has them."""

    at: str
    seq: int
    is_settled: bool
    cohorts: tuple[Cohort, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric in one period, of all, or of the group with this name; `ids`: of these profiles alone."""

    name: MetricName
    periods: PeriodRange
    group: MetricGroup | None = None
    group_name: str = ""
    ids: Sequence[str] | None = None


class MetricDesk:
    """Of one caller. All of its questions raise Forbidden, and StoreError."""

    def __init__(self, facts: CustomerFacts, events: CustomerEvents, caller: Caller, acts: AuditedActs) -> None:
        self._facts = facts
        self._events = events
        self._caller = caller
        self._acts = acts

    async def report(
        self,
        names: Sequence[MetricName],
        periods: PeriodRange,
        group: MetricGroup | None = None,
        ids: Sequence[str] | None = None,
    ) -> MetricReport:
        """The metrics by period and group; `ids`: of these profiles alone."""
        decide_read(self._caller, "metrics").required()
        facts = await self._current(periods)
        sums = await asyncio.to_thread(period_sums, facts.table, periods, group, ids)
        series = tuple(
            MetricSeries(DEFINITIONS[name], tuple(points(DEFINITIONS[name], sums, periods, facts.at)))
            for name in dict.fromkeys(names)
        )
        self._acts.shows("metrics", (), rows=sum(len(each.points) for each in series))
        return MetricReport(facts.at, facts.seq, facts.is_settled, series)

    async def retention(self, periods: PeriodRange, ids: Sequence[str] | None = None) -> CohortReport:
        """Of those who ordered first in each period of the range, how many ordered in it and in each later one; `ids`:
        of these profiles alone."""
        decide_read(self._caller, "metrics").required()
        facts = await self._current(periods)
        counted = await asyncio.to_thread(cohorts, facts.table, periods, facts.at, ids)
        self._acts.shows("retention", (), rows=len(counted))
        return CohortReport(facts.at, facts.seq, facts.is_settled, tuple(counted))

    async def customers(self, figure: Figure, first: int, cursor: str | None) -> tuple[list[str], bool]:
        """Ids of the customers behind a figure, in the order of ids, and whether there are more. Raises InvalidInput
        too."""
        decide_read(self._caller, "metrics").required()
        check_first(first)
        first = self._caller.rights.page(first)
        definition = DEFINITIONS[figure.name]
        if figure.group_name and figure.group is None:
            raise InvalidInput("say what the group is of: a channel or a source (by)")
        behind = Behind(definition.customers, figure.periods, figure.group, figure.group_name, figure.ids)
        after = read_cursor(cursor) if cursor else ""
        facts = await self._current(figure.periods)
        if definition.at_end and not figure.periods.is_over(figure.periods.start, facts.at):
            raise InvalidInput(f"{definition.title.lower()} are counted when the period is over; take an earlier one")
        ids = await asyncio.to_thread(customers_behind, facts.table, behind, after, first + 1)
        self._acts.shows("metricCustomers", ids[:first])
        return ids[:first], len(ids) > first

    async def _current(self, periods: PeriodRange) -> TableAsOf[FactTable] | TableAsOf[EventTable]:
        """The facts in which the periods can be counted: of months, or of days."""
        if not periods.length.is_of_days:
            return await self._facts.current()
        events = await self._events.current()
        await asyncio.to_thread(events.table.count_days)
        return events


def points(definition: MetricDefinition, sums: PeriodSums, periods: PeriodRange, now: str) -> list[MetricPoint]:
    """The figures of a metric, by group, currency and period. `now`: fixed-width UTC text."""
    currencies = sums.currencies if definition.unit is MetricUnit.MONEY else [""]
    return [
        MetricPoint(
            periods.name(period),
            group,
            currency,
            _value(definition, sums, (period, group, currency)) if is_over or not definition.at_end else None,
            is_over,
        )
        for group in sums.groups
        for currency in currencies
        for period, is_over in ((each, periods.is_over(each, now)) for each in range(periods.start, periods.end))
    ]


def _value(definition: MetricDefinition, sums: PeriodSums, cell: Cell) -> Decimal | None:
    """Money in whole minor units, other quotients with four decimals; both are rounded half even."""
    amount = Decimal(sums.value(cell, definition.numerator) * definition.times)
    if definition.denominator is None:
        return amount
    divisor = sums.value(cell, definition.denominator)
    return round(amount / divisor, 0 if definition.unit is MetricUnit.MONEY else 4) if divisor else None
