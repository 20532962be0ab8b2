"""Paths as a Sankey diagram: a column for each step, a box for each node, a band for each link.

Places are numbers in the drawing's own units; colours come from classes, so that the page needs no style of its own.
The table beside it has the same numbers.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

_WIDTH, _HEIGHT = 1_000, 380
_TOP, _GAP, _BOX = 8, 12, 14
_MOST_NODES = 7
_OTHERS = "others"
_Item: TypeAlias = Mapping[str, Any]
_Node: TypeAlias = tuple[int, str]
"""Step and name."""


@dataclass(frozen=True, slots=True)
class SankeyBox:
    """A node. `says`: what it is and how many; that text begins, or `at_end` ends, at `text_x`."""

    x: int
    y: int
    height: int
    says: str
    text_x: int
    at_end: bool


@dataclass(frozen=True, slots=True)
class SankeyBand:
    """A link: its outline as the path of an SVG."""

    outline: str
    says: str


@dataclass(frozen=True, slots=True)
class Sankey:
    width: int
    height: int
    box_width: int
    boxes: tuple[SankeyBox, ...]
    bands: tuple[SankeyBand, ...]


def sankey(nodes: Sequence[_Item], links: Sequence[_Item], *, backwards: bool) -> Sankey:
    """The drawing of the nodes and links of `paths`. Of a step the largest nodes stand alone, the rest together.
    `backwards`: the first step stands on the right, as time goes."""
    return _Drawing(nodes, links, backwards=backwards).sankey()


class _Drawing:
    def __init__(self, nodes: Sequence[_Item], links: Sequence[_Item], *, backwards: bool) -> None:
        shown = _largest(nodes)
        self._backwards = backwards
        self._sizes: Counter[_Node] = Counter()
        for node in nodes:
            self._sizes[_shown(shown, node["step"], node["name"])] += node["customers"]
        self._links: Counter[tuple[_Node, _Node]] = Counter()
        for link in links:
            start = _shown(shown, link["step"], link["start"])
            self._links[start, _shown(shown, link["step"] + 1, link["end"])] += link["customers"]
        self._steps = max((step for step, _ in self._sizes), default=1)
        self._scale = self._fitting()
        self._tops: dict[_Node, float] = {}
        lowest: dict[int, float] = defaultdict(lambda: float(_TOP))
        for place, size in self._sizes.items():
            self._tops[place] = lowest[place[0]]
            lowest[place[0]] += size * self._scale + _GAP

    def sankey(self) -> Sankey:
        return Sankey(_WIDTH, _HEIGHT, _BOX, tuple(map(self._box, self._sizes)), tuple(self._bands()))

    def _fitting(self) -> float:
        """Units of height for a customer, so that the fullest column fits."""
        of_step: dict[int, list[int]] = defaultdict(list)
        for (step, _), size in self._sizes.items():
            of_step[step].append(size)
        free = ((_HEIGHT - 2 * _TOP - _GAP * (len(sizes) - 1)) / sum(sizes) for sizes in of_step.values())
        return min(free, default=1.0)

    def _x(self, step: int) -> int:
        column = self._steps - step if self._backwards else step - 1
        return round(column * (_WIDTH - _BOX) / (self._steps - 1)) if self._steps > 1 else 0

    def _box(self, node: _Node) -> SankeyBox:
        x, size = self._x(node[0]), self._sizes[node]
        is_last = self._steps > 1 and x + _BOX >= _WIDTH
        text_x = x - 4 if is_last else x + _BOX + 4
        height = max(1, round(size * self._scale))
        return SankeyBox(x, round(self._tops[node]), height, f"{_words(node[1])} {size:,}", text_x, is_last)

    def _bands(self) -> list[SankeyBand]:
        """Each begins below the one before at the same box, in the order of the boxes at its other end."""
        left: dict[_Node, float] = defaultdict(float)
        right: dict[_Node, float] = defaultdict(float)
        bands = []
        for (start, end), customers in sorted(
            self._links.items(), key=lambda link: (link[0][0][0], self._tops[link[0][0]], self._tops[link[0][1]])
        ):
            height = customers * self._scale
            first, last = (end, start) if self._backwards else (start, end)
            y, later_y = self._tops[first] + left[first], self._tops[last] + right[last]
            left[first] += height
            right[last] += height
            outline = _outline(self._x(first[0]) + _BOX, y, self._x(last[0]), later_y, height)
            bands.append(SankeyBand(outline, f"{_words(first[1])} → {_words(last[1])}: {customers:,}"))
        return bands


def _largest(nodes: Sequence[_Item]) -> set[_Node]:
    by_step: dict[int, list[_Item]] = defaultdict(list)
    for node in nodes:
        by_step[node["step"]].append(node)
    kept: set[_Node] = set()
    for step, of_step in by_step.items():
        ordered = sorted(of_step, key=lambda node: (-node["customers"], node["name"]))
        kept |= {(step, node["name"]) for node in ordered[:_MOST_NODES]}
    return kept


def _shown(kept: set[_Node], step: int, name: str) -> _Node:
    return (step, name) if (step, name) in kept else (step, _OTHERS)


def _outline(x: int, y: float, later_x: int, later_y: float, height: float) -> str:
    middle = (x + later_x) / 2
    low, later_low = y + height, later_y + height
    there = f"M{x} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {later_y:.1f} {later_x} {later_y:.1f}"
    return f"{there}V{later_low:.1f}C{middle:.1f} {later_low:.1f} {middle:.1f} {low:.1f} {x} {low:.1f}Z"


def _words(name: str) -> str:
    return name.replace("_", " ")
