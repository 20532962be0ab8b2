"""The answer of `metrics` as rows, tiles and charts of the page."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from profile_service.api.console.display import money
from profile_service.api.figures.bar_chart import BarChart, BarColumn, BarPart, bar_chart

Point: TypeAlias = Mapping[str, Any]
NAMES = (
    "REVENUE",
    "SALES",
    "REFUNDS",
    "ORDERS",
    "AVERAGE_ORDER_VALUE",
    "ACTIVE_CUSTOMERS",
    "NEW_CUSTOMERS",
    "RETAINED_CUSTOMERS",
    "RETURNED_CUSTOMERS",
    "CHURNED_CUSTOMERS",
    "REPEAT_RATE",
    "LIFETIME_VALUE",
    "RETURN_RATE",
    "CONTACTS_PER_100_ORDERS",
)
_TILES = ("REVENUE", "ORDERS", "AVERAGE_ORDER_VALUE", "ACTIVE_CUSTOMERS", "REPEAT_RATE")
_STACKED = ("NEW_CUSTOMERS", "RETAINED_CUSTOMERS", "RETURNED_CUSTOMERS")
_LOST = "CHURNED_CUSTOMERS"
_NONE = "–"


@dataclass(frozen=True, slots=True)
class Tile:
    """`change`: beside the period before, such as `12 % more`; empty where there is nothing to compare with."""

    title: str
    value: str
    change: str


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of the table. `name`: of the metric; `title`: with its currency."""

    name: str
    title: str
    currency: str
    meaning: str


@dataclass(frozen=True, slots=True)
class FigureCell:
    """`opens`: whether there is a list of customers behind it."""

    name: str
    text: str
    opens: bool


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A period, of one group where figures are split."""

    group: str
    period: str
    is_over: bool
    cells: tuple[FigureCell, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    title: str
    chart: BarChart
    kinds: tuple[tuple[str, str], ...] = ()


class FigureTable:
    """`series`: of the answer."""

    def __init__(self, series: Sequence[Mapping[str, Any]]) -> None:
        self._units = {each["definition"]["name"]: each["definition"]["unit"] for each in series}
        self._points: dict[tuple[str, str, str, str], Point] = {}
        self.columns: list[FigureColumn] = []
        places: dict[tuple[str, str], bool] = {}
        for each in series:
            definition, name = each["definition"], each["definition"]["name"]
            for point in each["points"]:
                group, currency = point["group"] or "", point["currency"] or ""
                places[group, point["period"]] = point["isOver"]
                self._points[name, currency, group, point["period"]] = point
            for currency in sorted({point["currency"] or "" for point in each["points"]}, key=_by_sales(series)):
                title = f"{definition['title']} {currency}".strip()
                self.columns.append(FigureColumn(name, title, currency, definition["meaning"]))
        self._places = sorted(places.items())
        self.groups = list(dict.fromkeys(group for (group, _), _ in self._places))

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in any of the periods."""
        return not any(point["value"] or point["amountMinor"] for point in self._points.values())

    def rows(self) -> list[FigureRow]:
        """By group, and by period, the earliest first."""
        return [
            FigureRow(group, period, is_over, tuple(self._cell(column, group, period) for column in self.columns))
            for (group, period), is_over in self._places
        ]

    def tiles(self) -> tuple[str, list[Tile]]:
        """The latest period that is over, and its figures beside those of the one before; of all groups together."""
        over = [period for (_, period), is_over in self._places if is_over]
        if not over or len(self.groups) != 1:
            return "", []
        latest, before = over[-1], over[-2] if len(over) > 1 else ""
        shown = [column for name in _TILES for column in self.columns if column.name == name]
        group = self.groups[0]
        return latest, [
            Tile(
                column.title,
                self._cell(column, group, latest).text,
                _change(self._number(column, group, latest), self._number(column, group, before)),
            )
            for column in shown
        ]

    def drawings(self) -> list[Drawing]:
        """Revenue in each currency, of each group; and customers, where all are counted together."""
        drawn = [
            Drawing(f"{column.title}, {group}" if group else column.title, self._revenue(column, group))
            for column in self.columns
            if column.name == "REVENUE"
            for group in self.groups
        ]
        if len(self.groups) == 1:
            names = {"new": "new", "retained": "retained", "returned": "returned", "churned": "churned"}
            drawn.append(Drawing("Customers", bar_chart(self._customers(self.groups[0])), tuple(names.items())))
        return drawn

    def _revenue(self, column: FigureColumn, group: str) -> BarChart:
        return bar_chart([
            BarColumn(
                period,
                (BarPart("revenue", self._number(column, group, period) or 0,
                      f"{period}: {self._cell(column, group, period).text}"),),
                is_over,
            )
            for (name, period), is_over in self._places if name == group
        ])  # fmt: skip

    def _customers(self, group: str) -> list[BarColumn]:
        by_name = {column.name: column for column in self.columns}
        columns = []
        for (_, period), is_over in self._places:
            parts = []
            for name in (*_STACKED, _LOST):
                kind, count = name.partition("_")[0].lower(), self._number(by_name[name], group, period) or 0
                parts.append(BarPart(kind, -count if name == _LOST else count, f"{period}: {count:,.0f} {kind}"))
            columns.append(BarColumn(period, tuple(parts), is_over))
        return columns

    def _number(self, column: FigureColumn, group: str, period: str) -> float | None:
        point = self._points.get((column.name, column.currency, group, period))
        return None if point is None else point["amountMinor"] if column.currency else point["value"]

    def _cell(self, column: FigureColumn, group: str, period: str) -> FigureCell:
        number, unit = self._number(column, group, period), self._units[column.name]
        if number is None:
            return FigureCell(column.name, _NONE, opens=False)
        if unit == "MONEY":
            text = money(int(number), column.currency).removeprefix(column.currency).strip()
        elif unit == "SHARE":
            text = f"{number:.1%}"
        else:
            text = f"{number:,.0f}" if unit == "COUNT" else f"{number:,.1f}"
        return FigureCell(column.name, text, opens=unit == "COUNT" and number > 0)


def _by_sales(series: Sequence[Mapping[str, Any]]) -> Callable[[str], tuple[int, str]]:
    """A sort key: the currency in which most was sold comes first."""
    sales: Counter[str] = Counter()
    for each in series:
        if each["definition"]["name"] == "SALES":
            for point in each["points"]:
                sales[point["currency"]] += point["amountMinor"] or 0
    return lambda currency: (-sales[currency], currency)


def _change(now: float | None, before: float | None) -> str:
    if now is None or not before or before < 0:
        return ""
    per_cent = round(100 * (now - before) / before)
    if not per_cent:
        return "as before"
    return f"{abs(per_cent):,} % {'more' if per_cent > 0 else 'less'}"
