"""Paths: which touchpoints, channels or stages customers meet before or after something that they do.

Each customer counts once, by the first such act in the range. Steps of the same name one after the other are one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from profile_service.domain.audiences.conditions import Acts
from profile_service.domain.journey.path_flows import CustomerPath
from profile_service.service.metrics.act_places import act_places
from profile_service.service.metrics.event_table import EventTable

_AFTER = """
WITH anchor AS (
  SELECT profile, min(moment) AS moment FROM act($1, $2, '', $3::TIMESTAMP, $4::TIMESTAMP)
  WHERE $5::VARCHAR[] IS NULL OR profile IN (SELECT unnest($5::VARCHAR[]))
  GROUP BY profile
), near AS (
  SELECT e.profile, e.moment, CASE $6
      WHEN 'touchpoint' THEN coalesce(nullif(e.touchpoint, ''), e.kind)
      WHEN 'channel' THEN coalesce(nullif(e.channel, ''), 'no channel')
      ELSE coalesce(nullif(e.stage, ''), 'no stage') END AS name
  FROM customer_event e JOIN anchor a USING (profile)
  WHERE e.moment > a.moment AND e.moment <= a.moment + to_days($7) AND e.moment < $8::TIMESTAMP
), in_order AS (
  SELECT *, lag(name) OVER (PARTITION BY profile ORDER BY moment, name) AS before FROM near
), numbered AS (
  SELECT profile, name, row_number() OVER (PARTITION BY profile ORDER BY moment, name) AS number
  FROM in_order WHERE before IS DISTINCT FROM name
), paths AS (
  SELECT profile, coalesce(list(name ORDER BY number) FILTER (number <= $9), []) AS names,
    coalesce(max(number), 0) > $9 AS goes_on
  FROM anchor LEFT JOIN numbered USING (profile) GROUP BY profile
)
SELECT names, count(*), goes_on FROM paths GROUP BY ALL ORDER BY 2 DESC, 1, 3
"""
_BEFORE = (
    _AFTER.replace("e.moment > a.moment", "e.moment < a.moment")
    .replace("e.moment <= a.moment + to_days($7)", "e.moment >= a.moment - to_days($7)")
    .replace("ORDER BY moment, name", "ORDER BY moment DESC, name DESC")
)


class PathDirection(Enum):
    BEFORE = "before"
    AFTER = "after"


class PathNames(Enum):
    """What the steps of paths are."""

    TOUCHPOINT = "touchpoint"
    CHANNEL = "channel"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class PathRange:
    """Anchors from one moment on and before another (fixed-width UTC text), until `now`; steps at most `within_days`
    from the anchor, and at most so many (`length`). `ids`: of these profiles alone."""

    since: str
    until: str
    now: str
    within_days: int
    length: int
    ids: Sequence[str] | None = None


def customer_paths(
    events: EventTable, anchor: Acts, direction: PathDirection, names: PathNames, asked: PathRange
) -> list[CustomerPath]:
    """The paths of all who did the anchor, the most frequent first; the step nearest to the anchor is the first of
    each."""
    statement = _AFTER if direction is PathDirection.AFTER else _BEFORE
    parameters = [
        act_places(events, anchor), sorted(anchor.sources), asked.since, min(asked.until, asked.now), asked.ids,
        names.value, asked.within_days, asked.now, asked.length,
    ]  # fmt: skip
    rows = events.rows(statement, parameters)
    return [CustomerPath(tuple(steps), customers, goes_on) for steps, customers, goes_on in rows]
