"""The ways of many customers as nodes and links, as a Sankey diagram draws them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

Key = TypeVar("Key", tuple[int, str], tuple[int, str, str])


@dataclass(frozen=True, slots=True)
class CustomerPath:
    """So many customers took these steps, the nearest to the anchor first. `goes_on`: and more than these."""

    names: tuple[str, ...]
    customers: int
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class PathNode:
    """So many customers took a step of this name as their `step`th, from 1. `ended`: those of them who took none
    after it."""

    step: int
    name: str
    customers: int
    ended: int


@dataclass(frozen=True, slots=True)
class PathLink:
    """So many customers went from one node to one of the next step."""

    step: int
    start: str
    end: str
    customers: int


@dataclass(frozen=True, slots=True)
class PathFlow:
    """`customers`: of all paths; `ended`: those who took no step at all. A node's customers are those of the links that
    lead to it, and those of the links that lead from it, who ended there, and at the last step who went on beyond; the
    links from the anchor to the first step are not listed."""

    customers: int
    ended: int
    nodes: tuple[PathNode, ...]
    links: tuple[PathLink, ...]


def path_flow(paths: Iterable[CustomerPath]) -> PathFlow:
    """Of all paths, the most frequent node and link of each step first."""
    nodes: Counter[tuple[int, str]] = Counter()
    ended: Counter[tuple[int, str]] = Counter()
    links: Counter[tuple[int, str, str]] = Counter()
    customers = nothing = 0
    for path in paths:
        customers += path.customers
        if not path.names:
            nothing += path.customers
            continue
        for step, name in enumerate(path.names, start=1):
            nodes[step, name] += path.customers
        for step, (start, end) in enumerate(pairwise(path.names), start=1):
            links[step, start, end] += path.customers
        if not path.goes_on:
            ended[len(path.names), path.names[-1]] += path.customers
    return PathFlow(
        customers,
        nothing,
        tuple(PathNode(*node, count, ended[node]) for node, count in _ordered(nodes)),
        tuple(PathLink(*link, count) for link, count in _ordered(links)),
    )


def _ordered(counts: Mapping[Key, int]) -> list[tuple[Key, int]]:
    return sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0]))
