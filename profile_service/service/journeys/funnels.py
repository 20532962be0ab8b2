"""Funnels: of the customers who took a first step, how many came to each later one, and what the others did then.

A customer counts once, and as having come to a step who took all earlier ones before it, in this order and within the
time, whatever lay between (Amplitude and Mixpanel call such a funnel one in *this order*).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from profile_service.domain.audiences.conditions import Acts
from profile_service.domain.journey.funnel_ways import StepWay, shortest_ways
from profile_service.service.metrics.act_places import act_places
from profile_service.service.metrics.event_table import EventTable

_SECOND = 1_000_000
"""Moments are in microseconds, which a number with a fraction would round."""
_DAY = 86_400 * _SECOND
_MOST_NEXT = 5
_FIRST = "SELECT profile, epoch_us(moment) FROM act($1, $2, '', $3::TIMESTAMP, $4::TIMESTAMP)"
# Of those alone who took the first step: without it nobody comes to a later one.
_LATER = """
SELECT profile, epoch_us(moment) FROM act($1, $2, '', $3::TIMESTAMP, $4::TIMESTAMP)
WHERE profile IN (SELECT profile FROM act($5, $6, '', $3::TIMESTAMP, $7::TIMESTAMP))
"""
_NEXT = """
SELECT coalesce(following, ''), count(*) FROM (
  SELECT left_at.profile, arg_min(coalesce(nullif(touchpoint, ''), kind), moment) AS following
  FROM (SELECT unnest($1) AS profile, make_timestamp(unnest($2)) AS arrived) AS left_at
  LEFT JOIN customer_event ON customer_event.profile = left_at.profile AND moment > arrived AND moment < $3::TIMESTAMP
  GROUP BY left_at.profile
)
GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT $4
"""


@dataclass(frozen=True, slots=True)
class FunnelRange:
    """First steps from one moment on and before another (fixed-width UTC text), and `within_days` for the others, until
    `now`. `ids`: of these profiles alone."""

    since: str
    until: str
    now: str
    within_days: int
    ids: Sequence[str] | None = None


class NextTouchpoint(NamedTuple):
    """So many customers met at this touchpoint next, or did this kind of thing where it has none; empty: nothing."""

    name: str
    customers: int


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """`customers`: who came to it; `dropped`: who came to it and not to the next one, 0 at the last. `median_seconds`:
    from the first step, by each customer's shortest way; None where nobody came. `following`: what those who dropped
    did next, the most frequent first."""

    acts: Acts
    customers: int
    dropped: int
    median_seconds: float | None
    following: tuple[NextTouchpoint, ...]


@dataclass(frozen=True, slots=True)
class Funnel:
    """`ways`: profile (id) → its shortest way to each step that it came to."""

    steps: tuple[FunnelStep, ...]
    ways: dict[str, list[StepWay]]

    def dropped(self, step: int) -> list[str]:
        """The ids of those who came to the step (from 0) and to no later one, sorted."""
        return sorted(id for id, ways in self.ways.items() if len(ways) == step + 1)


def funnel(events: EventTable, steps: Sequence[Acts], asked: FunnelRange) -> Funnel:
    """By one walk through the acts of the steps."""
    ways = _ways(events, steps, asked)
    by_step: dict[int, list[StepWay]] = defaultdict(list)
    for of_customer in ways.values():
        for step, way in enumerate(of_customer):
            by_step[step].append(way)
    shown = []
    for step, acts in enumerate(steps):
        reached, later = by_step[step], len(by_step[step + 1])
        is_last = step == len(steps) - 1
        following = () if is_last else _following(events, ways, step, asked.now)
        middle = median(way.length for way in reached) / _SECOND if reached else None
        shown.append(FunnelStep(acts, len(reached), 0 if is_last else len(reached) - later, middle, following))
    return Funnel(tuple(shown), ways)


def _ways(events: EventTable, steps: Sequence[Acts], asked: FunnelRange) -> dict[str, list[StepWay]]:
    until = min(asked.until, asked.now)
    places = [act_places(events, wanted) for wanted in steps]
    begun = [places[0], sorted(steps[0].sources)]
    rows = events.rows(_FIRST, [*begun, asked.since, until])
    acts = [(profile, moment, 0) for profile, moment in rows]
    for step, wanted in enumerate(steps[1:], start=1):
        rows = events.rows(_LATER, [places[step], sorted(wanted.sources), asked.since, asked.now, *begun, until])
        acts += [(profile, moment, step) for profile, moment in rows]
    only = None if asked.ids is None else frozenset(asked.ids)
    found = {}
    for profile, own in groupby(sorted(acts), itemgetter(0)):
        if only is None or profile in only:
            of_customer = shortest_ways((act[1:] for act in own), len(steps), asked.within_days * _DAY)
            if of_customer:
                found[profile] = of_customer
    return found


def _following(events: EventTable, ways: dict[str, list[StepWay]], step: int, now: str) -> tuple[NextTouchpoint, ...]:
    dropped = {id: of_customer[-1].arrived for id, of_customer in ways.items() if len(of_customer) == step + 1}
    if not dropped:
        return ()
    rows = events.rows(_NEXT, [list(dropped), list(dropped.values()), now, _MOST_NEXT])
    return tuple(NextTouchpoint(*row) for row in rows)
