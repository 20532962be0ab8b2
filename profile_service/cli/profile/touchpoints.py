"""`profile-service touchpoints`: how many events happened at each declared touchpoint."""

from collections.abc import Iterator
from typing import Any

import typer

from profile_service.cli.console.execution import EXIT_REJECTED, ask
from profile_service.cli.console.options import AsJson
from profile_service.cli.console.output import print_json, print_lines
from profile_service.domain.values.quantities import counted
from profile_service.service.profile.coverage import Coverage, by_count, coverage


def touchpoints(*, as_json: AsJson = False) -> None:
    """Count the events by touchpoint; exit code 1 where some have none in schema/touchpoints.yaml."""
    counts = ask(coverage)
    if as_json:
        print_json(coverage_data(counts))
    else:
        print_lines(coverage_lines(counts))
    if counts.unmapped.total():
        raise typer.Exit(EXIT_REJECTED)


def coverage_lines(counts: Coverage) -> Iterator[str]:
    """How many events have a touchpoint, and each kind of those that have none."""
    mapped = counted(counts.mapped.total(), "event")
    yield f"{mapped} happened at a declared touchpoint, {counts.unmapped.total():,} at none."
    for (kind, channel), count in by_count(counts.unmapped):
        yield f"    {count:,} of kind {kind} in channel {channel or '(none)'}"


def coverage_data(counts: Coverage) -> dict[str, Any]:
    unmapped = [
        {"kind": kind, "channel": channel, "count": count} for (kind, channel), count in by_count(counts.unmapped)
    ]
    return {"events": counts.mapped.total() + counts.unmapped.total(), "unmapped": unmapped}
