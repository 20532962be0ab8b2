"""Figures by period as bars: stacked above a line, and what is lost below it.

Places are numbers in the drawing's own units; colours come from classes, so that the page needs no style of its own.
The table beside it has the same figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH, _HEIGHT = 1_000, 240
_TOP, _BOTTOM, _LEFT = 14, 26, 8
_MOST_LABELS, _HALF_LABEL = 12, 42


@dataclass(frozen=True, slots=True)
class BarPart:
    """One part of a period's bar. `kind` is its class; `says`: for people who point at it; below the line where
    `amount` is negative."""

    kind: str
    amount: float
    says: str


@dataclass(frozen=True, slots=True)
class BarColumn:
    """A period. `is_over`: it is; else it is drawn lighter."""

    label: str
    parts: tuple[BarPart, ...]
    is_over: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    kind: str
    says: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class PeriodLabel:
    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """`zero`: where the line is."""

    width: int
    height: int
    zero: int
    bars: tuple[Bar, ...]
    labels: tuple[PeriodLabel, ...]


def bar_chart(columns: Sequence[BarColumn]) -> BarChart:
    """The drawing of at least one period, the earliest first."""
    most = max((_sum(column, above=True) for column in columns), default=0.0)
    least = max((_sum(column, above=False) for column in columns), default=0.0)
    scale = (_HEIGHT - _TOP - _BOTTOM) / ((most + least) or 1)
    zero = round(_TOP + most * scale)
    step = (_WIDTH - 2 * _LEFT) / max(1, len(columns))
    bars: list[Bar] = []
    labels: list[PeriodLabel] = []
    every = -(-len(columns) // _MOST_LABELS)
    for number, column in enumerate(columns):
        x, width = round(_LEFT + number * step + step * 0.12), max(2, round(step * 0.76))
        bars += _bars(column, x, width, zero, scale)
        if number % every == 0:
            labels.append(PeriodLabel(max(x + width // 2, _HALF_LABEL), _HEIGHT - 8, column.label))
    return BarChart(_WIDTH, _HEIGHT, zero, tuple(bars), tuple(labels))


def _bars(column: BarColumn, x: int, width: int, zero: int, scale: float) -> list[Bar]:
    bars, top, bottom = [], float(zero), float(zero)
    for part in column.parts:
        height = abs(part.amount) * scale
        if part.amount > 0:
            top -= height
        y = top if part.amount > 0 else bottom
        if part.amount < 0:
            bottom += height
        if part.amount:
            bars.append(Bar(x, round(y), width, max(1, round(height)), part.kind, part.says, column.is_over))
    return bars


def _sum(column: BarColumn, *, above: bool) -> float:
    return sum(abs(part.amount) for part in column.parts if (part.amount > 0) is above)
