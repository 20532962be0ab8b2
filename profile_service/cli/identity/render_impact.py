"""What people see of rules and of runs to take back: progress, what would change, and what did."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from profile_service.cli.console.terminal import err
from profile_service.domain.resolution.impact import Example, Impact
from profile_service.domain.stewardship.undo import RunUndo
from profile_service.store.resolution.rules import Application, ApplicationPhase

_KEYS = 5


@contextmanager
def records_progress(title: str, records: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, told how many records are done; nothing where the output goes elsewhere."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("records"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=records)
        yield lambda done: bar.update(task, completed=done)


def outlook_lines(outlook: Impact) -> Iterator[str]:
    """The counts, then the largest examples."""
    yield f"Of {outlook.records:,} records in {outlook.profiles:,} profiles:"
    yield f"    {outlook.merged:,} profiles would merge into others"
    yield f"    {outlook.split:,} profiles would split"
    if outlook.removed:
        yield f"    {outlook.removed:,} profiles would have no records any more"
    yield f"    {outlook.moved:,} records would have another profile id"
    if outlook.examples:
        yield "The largest cases:"
        yield from (f"    {_case(example)}" for example in outlook.examples)


def outlook_data(outlook: Impact) -> dict[str, Any]:
    return asdict(outlook)


def _case(example: Example) -> str:
    if example.kind == "removal":
        return f"removal  {example.profile}: all of its {example.records:,} records go"
    keys = ", ".join(example.keys[:_KEYS]) + (", …" if example.moved > _KEYS else "")
    if example.kind == "merge":
        taken = _count(len(example.others), "profile")
        return f"merge  {example.profile} takes in {taken} with {_count(example.moved, 'record')}: {keys}"
    parts = [f"{example.new:,} new" if example.new else "", ", ".join(example.others)]
    into = " and ".join(filter(None, parts))
    return f"split  {example.profile} loses {example.moved:,} of {_count(example.records, 'record')} to {into}: {keys}"


def undoing_lines(undoing: RunUndo, *, would: bool) -> Iterator[str]:
    """What became, or would become, of the run's records."""
    delete, empty, put = ("Would delete", "Would empty", "Would put") if would else ("Deleted", "Emptied", "Put")
    leave = "Would leave" if would else "Left"
    yield f"{delete} {_count(undoing.deleted, 'record')} that the run created and nothing hangs on."
    yield f"{empty} {_count(undoing.emptied, 'record')} that the run created: events or decisions hang there."
    yield f"{put} {_count(undoing.restored, 'record')} back to what was said before the run."
    if undoing.kept:
        yield f"{leave} {_count(undoing.kept, 'record')} unchanged: what was said before the run is no longer known."
    part, take = ("Would part", "Would take") if would else ("Parted", "Took")
    if undoing.parted:
        yield f"{part} {_count(undoing.parted, 'pair')} of records that its source had merged."
    if undoing.consents:
        yield f"{take} back {_count(undoing.consents, 'permission')} that it told of; what it forbade stays forbidden."
    yield "Events stay, those of the run too."


def application_lines(applied: Application | None, records: int) -> Iterator[str]:
    """Which rules are in force, by whom and since when, and whether all records were resolved by them."""
    if applied is None:
        yield "The rules of the package are in force; none were ever applied."
        return
    yield f"Rules {applied.digest}, applied {_time(applied.applied_at)} by {applied.actor}."
    if applied.step is ApplicationPhase.DONE:
        yield f"All records were resolved by them at {_time(applied.finished_at)}."
        return
    yield f"Not finished: {passed(applied, records)} of {_count(records, 'record')} are resolved by them."
    yield "If nobody is at it, say `profile-service identity rules apply` to go on."


def application_data(applied: Application | None, records: int) -> dict[str, Any]:
    if applied is None:
        return {"digest": None, "appliedAt": None, "actor": None, "state": "packaged", "finishedAt": None}
    return {
        "digest": applied.digest,
        "appliedAt": applied.applied_at,
        "actor": applied.actor,
        "state": "finished" if applied.step is ApplicationPhase.DONE else "applying",
        "finishedAt": applied.finished_at,
        "records": records,
        "walked": applied.walked,
    }


def passed(applied: Application, records: int) -> int:
    """How many records the second walk has passed."""
    return max(0, applied.walked - records) if applied.step is ApplicationPhase.RESOLVE else 0


def bullets(lines: Iterable[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _time(text: str | None) -> str:
    return (text or "")[:19].replace("T", " ")
