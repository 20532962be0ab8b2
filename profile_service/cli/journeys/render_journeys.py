"""Funnels and paths as people read them."""

from rich.table import Table

from profile_service.domain.values.quantities import counted
from profile_service.service.journeys.journey_desk import FunnelReport, PathReport
from profile_service.service.journeys.paths import PathDirection

_HOUR, _DAY = 3_600, 86_400
_NONE = "–"


def funnel_lines(report: FunnelReport) -> list[str]:
    """Of each step a line on who came to it, and one on who came no farther."""
    lines = []
    first = report.steps[0].customers
    before = [first, *(step.customers for step in report.steps)]
    for number, (step, previous) in enumerate(zip(report.steps, before, strict=False), start=1):
        came = f"{number}. {step.acts}: {counted(step.customers, 'customer')}"
        if number > 1:
            came += (
                f", {_share(step.customers, previous)} of those before, {_share(step.customers, first)} of the first"
            )
            came += f"; half of them within {_duration(step.median_seconds)}" if step.customers else ""
        lines.append(came)
        if step.dropped:
            following = ", ".join(f"{_words(each.name)} {each.customers:,}" for each in step.following)
            lines.append(f"   dropped: {step.dropped:,}; what they did next: {following}")
    return lines


def path_table(report: PathReport, direction: PathDirection) -> Table:
    """A row for each path, in the order of time."""
    table = Table(box=None)
    table.add_column("customers", justify="right")
    table.add_column("share", justify="right")
    table.add_column(f"{direction.value} it, in the order of time")
    for path in report.paths:
        names = [_words(name) for name in path.names] + (["…"] if path.goes_on else [])
        ordered = names if direction is PathDirection.AFTER else names[::-1]
        way = " → ".join(ordered) or "nothing"
        table.add_row(f"{path.customers:,}", _share(path.customers, report.flow.customers), way)
    return table


def _words(name: str) -> str:
    return name.replace("_", " ") or "nothing"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else _NONE


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return _NONE
    if seconds < _DAY:
        return counted(round(seconds / _HOUR), "hour")
    return counted(round(seconds / _DAY), "day")
