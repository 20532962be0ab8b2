"""Whether somebody did things in an order."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter


def follows_in_order(acts: Iterable[tuple[float, int]], steps: int, within: float) -> bool:
    """Whether acts of step 0, 1 … `steps` - 1 follow one another, each later than the one before, all within a time.

    `acts`: moment and step, in the order of moments, in the unit of `within`; an act that is of several steps comes
    once for each. For each step the latest beginning of a chain that reaches it is kept: one that began later leaves
    more time, so that one pass is enough.
    """
    begins: dict[int, float] = {}
    for moment, together in groupby(acts, itemgetter(0)):
        reached = {}
        for _, step in together:
            begin = begins.get(step - 1) if step else moment
            if begin is not None and moment - begin <= within:
                reached[step] = begin
        begins |= {step: max(begin, begins.get(step, begin)) for step, begin in reached.items()}
        if steps - 1 in begins:
            return True
    return False
