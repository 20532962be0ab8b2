"""The lines of a timeline: events, and receipts of a store that stand in a row, which would hide the rest, as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, TypeAlias

_FEWEST = 3
"""So many receipts in a row become one line."""

Event: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReceiptsLine:
    """`first` and `last`: moments of the oldest and the newest; `until`: the first moment that shows them all.
    `goes_on`: earlier ones may follow that were not read, so that `count` is of the latest of the row."""

    count: int
    sums: tuple[tuple[int, str], ...]
    first: str
    last: str
    goes_on: bool = False

    @property
    def until(self) -> str:
        return (datetime.fromisoformat(self.last) + timedelta(seconds=1)).isoformat()


Line: TypeAlias = Event | ReceiptsLine


@dataclass(frozen=True, slots=True)
class Lines:
    """`cursor`: of the last event that is in them; None for none."""

    lines: list[Line]
    cursor: str | None


def timeline_lines(edges: Sequence[Mapping[str, Any]], most: int, *, grouped: bool, has_more: bool) -> Lines:
    """The first lines of the edges of a timeline, as many as `most`. `has_more`: events follow that were not read."""
    lines: list[Line] = []
    cursor: str | None = None
    for is_receipt, run in groupby(edges, key=lambda edge: grouped and _is_receipt(edge["node"])):
        run_edges = list(run)
        if is_receipt and len(run_edges) >= _FEWEST and len(lines) < most:
            goes_on = has_more and run_edges[-1] is edges[-1]
            lines.append(_receipts([edge["node"] for edge in run_edges], goes_on=goes_on))
            cursor = run_edges[-1]["cursor"]
            continue
        shown = run_edges[: most - len(lines)]
        lines += [edge["node"] for edge in shown]
        cursor = shown[-1]["cursor"] if shown else cursor
    return Lines(lines, cursor)


def _is_receipt(event: Event) -> bool:
    """An order that was paid and taken away at once."""
    return event["kind"] == "order" and event["channel"] == "store" and bool(event["amountKnown"])


def _receipts(events: Sequence[Event], *, goes_on: bool) -> ReceiptsLine:
    """The events are the newest first."""
    sums: dict[str, int] = {}
    for event in events:
        sums[event["currency"]] = sums.get(event["currency"], 0) + event["totalMinor"]
    return ReceiptsLine(
        len(events),
        tuple((minor, currency) for currency, minor in sums.items()),
        events[-1]["occurredAt"],
        events[0]["occurredAt"],
        goes_on,
    )
