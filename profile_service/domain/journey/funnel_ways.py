"""How far somebody came through the steps of a funnel."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple


class StepWay(NamedTuple):
    """The shortest way of one customer to a step: when it began, with an act of the first step, and when it arrived, as
    numbers of one unit."""

    began: int
    arrived: int

    @property
    def length(self) -> int:
        return self.arrived - self.began


def shortest_ways(acts: Iterable[tuple[int, int]], steps: int, within: int) -> list[StepWay]:
    """The shortest way to each step that the customer came to, from step 0 on; one for each, and none beyond the
    farthest.

    `acts`: moment, in the unit of `within`, and step, in the order of moments; an act that is of several steps comes
    once for each. A way goes through all earlier steps, each later than the one before, all `within` that time; other
    acts may lie between. For each step the latest beginning of a way to it is kept, which leaves most time to go on.
    """
    begins: dict[int, int] = {}
    ways: dict[int, StepWay] = {}
    for moment, together in groupby(acts, itemgetter(0)):
        reached = {}
        for _, step in together:
            begin = begins.get(step - 1) if step else moment
            if begin is not None and moment - begin <= within:
                reached[step] = begin
                if step not in ways or moment - begin < ways[step].length:
                    ways[step] = StepWay(begin, moment)
        begins |= {step: max(begin, begins.get(step, begin)) for step, begin in reached.items()}
    return [ways[step] for step in range(steps) if step in ways]
