"""Metrics as people and programs read them."""

from decimal import Decimal
from typing import Any

from rich.table import Table

from profile_service.cli.profile.render_profile import amount
from profile_service.domain.metrics.definitions import MetricDefinition, MetricUnit
from profile_service.service.metrics.cohorts import Cohort
from profile_service.service.metrics.metric_desk import CohortReport, MetricPoint, MetricReport, MetricSeries
from profile_service.service.metrics.period_sums import MetricGroup

_NONE = "–"


def metric_table(report: MetricReport, by: MetricGroup | None) -> Table:
    """A row for each group, currency and period, a column for each metric."""
    rows: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    for series in report.series:
        for point in series.points:
            column = (series.definition.title, point.currency)
            rows.setdefault((point.group, _period(point)), {})[column] = _shown(series.definition, point)
    columns = list(dict.fromkeys(column for cells in rows.values() for column in cells))
    table = Table(box=None)
    for name in ([by.value] if by else []) + ["period"]:
        table.add_column(name)
    for title, currency in columns:
        table.add_column(f"{title} {currency}".strip(), justify="right")
    for (group, period), cells in rows.items():
        names = [group or "(none)", period] if by else [period]
        table.add_row(*names, *(cells.get(column, _NONE) for column in columns))
    return table


def cohort_table(report: CohortReport) -> Table:
    """A row for each cohort, a column for each period after it, with shares in per cent."""
    table = Table("first order", box=None)
    table.add_column("customers", justify="right")
    longest = max((len(cohort.periods) for cohort in report.cohorts), default=1)
    for later in range(1, longest):
        table.add_column(f"+{later}", justify="right")
    for cohort in report.cohorts:
        shares = (
            f"{each.customers / cohort.customers:.0%}{'' if each.is_over else '+'}" for each in cohort.periods[1:]
        )
        table.add_row(cohort.period, f"{cohort.customers:,}", *shares)
    return table


def series_data(series: MetricSeries, at: str, seq: int) -> dict[str, Any]:
    """The names are those of the GraphQL API."""
    is_money = series.definition.unit is MetricUnit.MONEY
    return definition_data(series.definition) | {
        "asOf": at,
        "seq": seq,
        "points": [
            {
                "period": point.period,
                "group": point.group,
                "currency": point.currency or None,
                "amountMinor" if is_money else "value": _number(point.value, is_money=is_money),
                "isOver": point.is_over,
            }
            for point in series.points
        ],
    }


def cohort_data(cohort: Cohort) -> dict[str, Any]:
    periods = [
        {"later": each.later, "period": each.period, "customers": each.customers, "isOver": each.is_over}
        for each in cohort.periods
    ]
    return {"period": cohort.period, "customers": cohort.customers, "periods": periods}


def definition_data(definition: MetricDefinition) -> dict[str, Any]:
    return {
        "name": definition.name.value,
        "title": definition.title,
        "unit": definition.unit.value,
        "meaning": definition.meaning,
        "source": definition.source,
    }


def _number(value: Decimal | None, *, is_money: bool) -> int | float | None:
    if value is None:
        return None
    return int(value) if is_money else float(value)


def _period(point: MetricPoint) -> str:
    return point.period if point.is_over else f"{point.period}+"


def _shown(definition: MetricDefinition, point: MetricPoint) -> str:
    if point.value is None:
        return _NONE
    if definition.unit is MetricUnit.MONEY:
        return amount(int(point.value), point.currency).removesuffix(point.currency).strip()
    if definition.unit is MetricUnit.SHARE:
        return f"{point.value:.1%}"
    return f"{point.value:,}" if definition.unit is MetricUnit.COUNT else f"{point.value:,.2f}"
