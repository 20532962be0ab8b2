"""`profile-service metrics`: figures of all customers by month, quarter or year, without GraphQL."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Annotated, TypeAlias, TypeVar

import typer
from rich.table import Table

from profile_service.cli.audiences.local_desk import OfSegment, local_desk
from profile_service.cli.console.audited import ask_audited
from profile_service.cli.console.options import After, AsJson, First, with_options
from profile_service.cli.console.output import PageEnd, print_json, print_lines, say
from profile_service.cli.console.terminal import out, wide_out
from profile_service.cli.metrics.render_metrics import (
    cohort_data,
    cohort_table,
    definition_data,
    metric_table,
    series_data,
)
from profile_service.domain.access.caller import LOCAL
from profile_service.domain.metrics.definitions import DEFINITIONS, MetricName
from profile_service.domain.metrics.periods import PeriodLength, PeriodRange, asked_range, period_named
from profile_service.domain.values.cursors import write_cursor
from profile_service.service.audit.audited_acts import AuditedActs
from profile_service.service.metrics.metric_desk import Figure, MetricDesk
from profile_service.service.metrics.period_sums import MetricGroup
from profile_service.store.engine.store import Store

T = TypeVar("T")
metrics = typer.Typer(no_args_is_help=True, help="Figures of all customers: orders, revenue, who comes back.")
_SHOWN = [
    MetricName.REVENUE,
    MetricName.ORDERS,
    MetricName.ACTIVE_CUSTOMERS,
    MetricName.NEW_CUSTOMERS,
    MetricName.CHURNED_CUSTOMERS,
]
_LENGTHS = {length.value: length for length in PeriodLength}
_UNSETTLED = "Something changed while this was counted; count again for figures that add up."


def _periods(
    first_month: Annotated[
        str | None,
        typer.Option("--from", metavar="MONTH", help="First month or day, such as 2026-01; else there are twelve."),
    ] = None,
    last_month: Annotated[
        str | None, typer.Option("--to", metavar="MONTH", help="Last month or day; else the present one.")
    ] = None,
    every: Annotated[
        str, typer.Option("--every", metavar="day|week|month|quarter|year", help="How long the periods are.")
    ] = "month",
) -> PeriodRange:
    if every not in _LENGTHS:
        raise typer.BadParameter(f"expected {', '.join(_LENGTHS)}", param_hint="--every")
    return asked_range(first_month, last_month, _LENGTHS[every])


By: TypeAlias = Annotated[
    MetricGroup | None, typer.Option("--by", metavar="channel|source", help="What the figures are split by.")
]


def _figure(
    name: Annotated[
        MetricName, typer.Argument(metavar="METRIC", help="Which one, as `metrics list` names it.", show_default=False)
    ],
    period: Annotated[
        str,
        typer.Argument(metavar="PERIOD", help="2026-11-29, 2026-W48, 2026-11, 2026-Q4 or 2026.", show_default=False),
    ],
    by: By = None,
    group: Annotated[str, typer.Option(metavar="NAME", help="The channel or source.")] = "",
) -> Figure:
    return Figure(name, period_named(period), by, group)


@metrics.command("list")
def list_metrics(*, as_json: AsJson = False) -> None:
    """List the metrics with their definitions."""
    for definition in DEFINITIONS.values():
        if as_json:
            print_json(definition_data(definition))
        else:
            print_lines([f"{definition.name.value}  ({definition.source})", f"    {definition.meaning}"])


@metrics.command("show")
@with_options(periods=_periods)
def show_metrics(
    periods: PeriodRange,
    names: Annotated[
        list[MetricName] | None,
        typer.Argument(metavar="METRIC", help="Which ones, as `metrics list` names them.", show_default=False),
    ] = None,
    by: By = None,
    segment: OfSegment = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show metrics by period; a period that is not over is marked with +."""
    report = _ask("metrics show", lambda desk, ids: desk.report(names or _SHOWN, periods, by, ids), segment)
    if as_json:
        for series in report.series:
            print_json(series_data(series, report.at, report.seq))
    else:
        _print_table(metric_table(report, by))
    if not report.is_settled:
        say(_UNSETTLED)


@metrics.command("retention")
@with_options(periods=_periods)
def show_retention(periods: PeriodRange, segment: OfSegment = None, *, as_json: AsJson = False) -> None:
    """Show, by the period of the first order, which share of the customers ordered again in each later period."""
    report = _ask("metrics retention", lambda desk, ids: desk.retention(periods, ids), segment)
    if as_json:
        for cohort in report.cohorts:
            print_json(cohort_data(cohort))
    else:
        _print_table(cohort_table(report))
    if not report.is_settled:
        say(_UNSETTLED)


def _print_table(table: Table) -> None:
    """Where it is wider than the output its lines are too long, and no figure is cut."""
    fits = wide_out.measure(table).maximum <= out.width
    (out if fits else wide_out).print(table)


@metrics.command("customers")
@with_options(figure=_figure)
def list_customers(
    figure: Figure, first: First = 20, after: After = None, segment: OfSegment = None, *, as_json: AsJson = False
) -> None:
    """List the ids of the customers behind a figure."""
    ids, has_more = _ask(
        "metrics customers", lambda desk, ids: desk.customers(replace(figure, ids=ids), first, after), segment
    )
    end = PageEnd(has_more, write_cursor(ids[-1]) if ids else None)
    if as_json:
        print_json({"ids": ids, **end.data()})
    else:
        print_lines(ids)
        end.say()


def _ask(
    command: str, question: Callable[[MetricDesk, Sequence[str] | None], Awaitable[T]], segment: str | None = None
) -> T:
    """The answer of the desk; the question gets the ids of those who are in the segment, None where none is named."""

    async def asked(store: Store, acts: AuditedActs) -> T:
        async with local_desk(store, acts) as desk:
            ids = await desk.segments.ids(desk.condition(segment)) if segment else None
            return await question(MetricDesk(desk.tables.facts, desk.tables.events, LOCAL, acts), ids)

    return ask_audited(command, asked)
