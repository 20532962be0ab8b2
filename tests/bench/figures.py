"""Figures: collected as they are measured, printed as one table, and written for programs."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULT = Path("build") / "bench.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; `floor` is the bare cost of the same, `ratio` = value / floor, both None without a floor."""

    name: str
    engine: str
    value: float
    unit: str
    floor: float | None = None

    @property
    def ratio(self) -> float | None:
        return round(self.value / self.floor, 3) if self.floor else None


class Figures:
    def __init__(self) -> None:
        self._all: list[Figure] = []

    def add(self, name: str, engine: str, value: float, unit: str, floor: float | None = None) -> None:
        figure = Figure(name, engine, round(value, 3), unit, round(floor, 3) if floor else None)
        self._all.append(figure)
        print(_line(figure), flush=True)
        self._write()

    def _write(self) -> None:
        """After each figure: what was measured before a run broke off is kept."""
        RESULT.parent.mkdir(exist_ok=True)
        rows = [asdict(figure) | {"ratio": figure.ratio} for figure in self._all]
        RESULT.write_text(json.dumps(rows, indent=1) + "\n")

    def table(self) -> str:
        """The figures as a Markdown table, with the machine they were measured on."""
        head = ["| what | engine | measured | floor | ratio |", "|---|---|---:|---:|---:|"]
        return "\n".join([*head, *map(_row, self._all), "", _machine()])


def _line(figure: Figure) -> str:
    beside = f"   floor {_number(figure.floor)}, ratio {figure.ratio:.2f}" if figure.floor and figure.ratio else ""
    return f"{figure.engine:8}  {figure.name:62} {_number(figure.value):>10} {figure.unit}{beside}"


def _row(figure: Figure) -> str:
    floor = f"{_number(figure.floor)} {figure.unit}" if figure.floor else ""
    ratio = f"{figure.ratio:.2f}" if figure.ratio else ""
    return f"| {figure.name} | {figure.engine} | {_number(figure.value)} {figure.unit} | {floor} | {ratio} |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _machine() -> str:
    cores, today = os.cpu_count(), datetime.now(UTC).date()
    return (
        f"{cores} cores, {platform.machine()}, Linux {platform.release()}, Python {platform.python_version()}, {today}"
    )
