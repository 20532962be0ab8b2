"""A customer's journey as a drawing: time from left to right, a lane for each channel, a mark for each step.

Places are numbers in the drawing's own units; colours and shapes come from classes, so that the page needs no style of
its own. The table beside it has the same steps, each with the number of its mark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from profile_service.api.console.display import heading

_WIDTH = 1_000
_LABELS = 110
_LANE = 34
_TOP = 30
_MARGIN = 16
_CLOSEST = 9
"""Marks of one lane keep so far apart, where there is room."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`feeling`: `bad`, `good` or `none`; `stage`: `before`, `during`, `after` or empty."""

    number: int
    x: int
    y: int
    stage: str
    feeling: str
    says: str


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class JourneyChart:
    width: int
    height: int
    lanes: tuple[Label, ...]
    days: tuple[Label, ...]
    marks: tuple[Mark, ...]
    path: str


def journey_chart(steps: Sequence[Mapping[str, Any]]) -> JourneyChart:
    """The drawing of at least one step, the oldest first."""
    channels = list(dict.fromkeys(_channel(step) for step in reversed(steps)))
    moments = [datetime.fromisoformat(step["event"]["occurredAt"]).timestamp() for step in steps]
    begin, span = moments[0], max(moments[-1] - moments[0], 1)
    room = _WIDTH - _LABELS - 2 * _MARGIN
    last: dict[int, int] = {}
    marks = []
    for number, (step, moment) in enumerate(zip(steps, moments, strict=True), start=1):
        lane = channels.index(_channel(step))
        x = _LABELS + _MARGIN + round(room * (moment - begin) / span)
        x = min(max(x, last.get(lane, 0) + _CLOSEST), _WIDTH - 4)
        last[lane] = x
        marks.append(_mark(number, x, _TOP + _LANE * lane + _LANE // 2, step))
    return JourneyChart(
        _WIDTH,
        _TOP + _LANE * len(channels) + 8,
        tuple(Label(heading(name) or "Elsewhere", 4, _TOP + _LANE * n + _LANE // 2) for n, name in enumerate(channels)),
        (_day(steps[0], _LABELS + _MARGIN), _day(steps[-1], _WIDTH - _MARGIN)),
        tuple(marks),
        " ".join(f"{mark.x},{mark.y}" for mark in marks),
    )


def feeling(step: Mapping[str, Any]) -> str:
    """`bad` where the customer was clearly unhappy, `good` where clearly happy, else `none`."""
    sentiment = step["sentiment"]
    if sentiment is None or -0.5 < sentiment < 0.5:
        return "none"
    return "bad" if sentiment < 0 else "good"


def _mark(number: int, x: int, y: int, step: Mapping[str, Any]) -> Mark:
    event = step["event"]
    day = datetime.fromisoformat(event["occurredAt"])
    says = f"{number}. {heading(event['kind'])}, {day:%-d %b %Y}"
    return Mark(number, x, y, step["stage"] or "", feeling(step), says)


def _channel(step: Mapping[str, Any]) -> str:
    return step["event"]["channel"] or ""


def _day(step: Mapping[str, Any], x: int) -> Label:
    return Label(f"{datetime.fromisoformat(step['event']['occurredAt']):%-d %b %Y}", x, 16)
