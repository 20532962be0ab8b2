"""The impact of rules or of an undone run on all profiles, and the fate of a run's records."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from profile_service.domain.resolution.impact import Example, Impact
from profile_service.domain.stewardship.undo import RunUndo
from profile_service.domain.values.quantities import counted

_KEYS = 5


def impact_lines(impact: Impact) -> Iterator[str]:
    """The counts, then the largest examples."""
    yield f"Of {counted(impact.records, 'record')} in {counted(impact.profiles, 'profile')}:"
    yield f"    {counted(impact.merged, 'profile')} would merge into others"
    yield f"    {counted(impact.split, 'profile')} would split"
    if impact.removed:
        yield f"    {counted(impact.removed, 'profile')} would have no records any more"
    yield f"    {counted(impact.moved, 'record')} would have another profile id"
    if impact.examples:
        yield "The largest cases:"
        yield from (f"    {_example_line(example)}" for example in impact.examples)


def impact_data(impact: Impact) -> dict[str, Any]:
    return asdict(impact)


def undo_data(undo: RunUndo) -> dict[str, Any]:
    return {name: value for name, value in asdict(undo).items() if name not in {"cursor", "done"}}


def _example_line(example: Example) -> str:
    if example.kind == "removal":
        gone = "its only record goes" if example.records == 1 else f"all of its {example.records:,} records go"
        return f"removal  {example.profile}: {gone}"
    keys = ", ".join(example.keys[:_KEYS]) + (", …" if example.moved > _KEYS else "")
    if example.kind == "merge":
        taken = counted(len(example.others), "profile")
        return f"merge  {example.profile} takes in {taken} with {counted(example.moved, 'record')}: {keys}"
    parts = [f"{example.new:,} new" if example.new else "", ", ".join(example.others)]
    into = " and ".join(filter(None, parts))
    return f"split  {example.profile} loses {example.moved:,} of {counted(example.records, 'record')} to {into}: {keys}"
