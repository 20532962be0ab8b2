"""Events read in order of time: all walks of a request in one statement.

Both engines walk the timeline index in its order only where the range, the order and the limit stand in one plain
reading (see docs/decisions/timeline-reads.md). The embedded engine needs a branch with parameters of its own for each
walk, and plans a new text in no time. Neo4j takes a tenth of a second to plan a branch, so it gets one text for
ever, which repeats a subquery for each of a list of walks.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from profile_service.domain.profile.timelines import TimelineWalk
from profile_service.domain.sources.events import Event, Interaction, Line, Subject
from profile_service.domain.sources.events import Transaction as Sale
from profile_service.store.engine.store import Store

_EVENT = """e.key, e.kind, e.occurred_at, e.channel, e.device, e.task, e.direction, e.details, e.number, e.status,
  e.currency, e.total_minor, e.discount_minor, [(e)-[:ABOUT]->(s) | [labels(s)[0], s.key, s.name]],
  """
_LINES = {
    True: """[(e)-[l:LINE]->(p:Product) |
    [l.position, p.key, p.name, l.quantity, l.price_minor, l.discount_minor]]""",
    False: "[]",
}
# A bare list for "all of them" would be another type of parameter, and another plan: hence the flags.
_FILTER = """
  AND ({walk}any_kind{n} OR e.kind IN {walk}kinds{n})
  AND ({walk}any_channel{n} OR e.channel IN {walk}channels{n})"""
_BRANCH = """
MATCH (e:{label})
WHERE e.timeline > $after{n} AND e.timeline < $before{n}{filter}
RETURN $walk{n} AS walk, [[{event}]] AS events
ORDER BY e.timeline {order}
LIMIT $limit{n}
"""
_GROUP = """
UNWIND ${group} AS w
CALL (w) {{
  MATCH (e:{label})
  WHERE e.timeline > w.after AND e.timeline < w.before{filter}
  RETURN e
  ORDER BY e.timeline {order}
  LIMIT ${group}_limit
}}
RETURN w.walk AS walk, collect([{event}]) AS events
"""
_LABELS = {False: "Event", True: "Transaction"}
_ORDERS = {"newest": "DESC", "oldest": "ASC"}
# (sales, order, lines): what the groups of the one text for Neo4j are for.
_GROUPS = {
    "whole": (False, "newest", True),
    "events": (False, "newest", False),
    "sales": (True, "newest", True),
    "earliest": (False, "oldest", False),
}


async def events(store: Store, walks: Sequence[TimelineWalk]) -> list[list[Event]]:
    """The events of each walk, in the order of the walks; costs one statement, whatever their number."""
    if not walks:
        return []
    cypher, parameters = _grouped(walks) if store.engine == "neo4j" else _branched(walks)
    found: list[list[Event]] = [[] for _ in walks]
    for number, told in await store.read(cypher, **parameters):
        walk = walks[number]
        found[number] += [_event(walk.record, event) for event in told[: walk.limit]]
    return found


def _branched(walks: Sequence[TimelineWalk]) -> tuple[str, dict[str, Any]]:
    """A UNION of one branch for each walk, each with parameters of its own."""
    branches: list[str] = []
    parameters: dict[str, Any] = {}
    for n, walk in enumerate(walks):
        filter = "" if walk.filter.bare else _FILTER.format(walk="$", n=n)
        label, order = _LABELS[walk.filter.sales], _ORDERS[walk.order]
        event = _EVENT + _LINES[walk.filter.lines]
        branches.append(_BRANCH.format(n=n, label=label, filter=filter, event=event, order=order))
        parameters |= {f"{name}{n}": value for name, value in _parameters(n, walk).items()}
    return "UNION ALL".join(branches), parameters


def _grouped(walks: Sequence[TimelineWalk]) -> tuple[str, dict[str, Any]]:
    """The one text, and the walks in the group where each belongs."""
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in _GROUPS}
    limits = dict.fromkeys(_GROUPS, 1)
    for number, walk in enumerate(walks):
        name = _group_of(walk)
        groups[name].append(_parameters(number, walk))
        limits[name] = max(limits[name], walk.limit)
    parameters: dict[str, Any] = {name: _padded(group) for name, group in groups.items()}
    return _ONE_TEXT, parameters | {f"{name}_limit": limit for name, limit in limits.items()}


def _group_of(walk: TimelineWalk) -> str:
    if walk.order == "oldest":
        return "earliest"
    if walk.filter.sales:
        return "sales"
    return "whole" if walk.filter.lines else "events"


_ONE_TEXT = "UNION ALL".join(
    _GROUP.format(
        group=name,
        label=_LABELS[sales],
        filter=_FILTER.format(walk="w.", n=""),
        event=_EVENT + _LINES[lines],
        order=_ORDERS[order],
    )
    for name, (sales, order, lines) in _GROUPS.items()
)
"""`sales` are walked by their own label, whose index leaves the other events out."""

_ALIKE = 11
_NOTHING = {
    "walk": 0, "after": "~", "before": "~", "any_kind": True, "kinds": [""], "any_channel": True, "channels": [""],
}  # fmt: skip


def _padded(group: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neo4j plans anew for lists of none, of one, of up to ten and of up to a hundred: walks that lead nowhere, which
    cost next to nothing, make lists alike."""
    return [*group, *[_NOTHING] * (_ALIKE - len(group))]


def _parameters(number: int, walk: TimelineWalk) -> dict[str, Any]:
    kinds, channels = walk.filter.kinds, walk.filter.channels
    return {
        "walk": number,
        "after": walk.after,
        "before": walk.before,
        "limit": walk.limit,
        "any_kind": kinds is None,
        "kinds": sorted(kinds or ()),
        "any_channel": channels is None,
        "channels": sorted(channels or ()),
    }


def _event(record: str, told: list[Any]) -> Event:
    """Of the columns of `_EVENT`, in their order: by name each would be looked up, and there are thousands."""
    key, kind, at, channel, device, task, direction, details, number, status, currency, *money, about, lines = told
    subjects = tuple(Subject(label, key, name or "") for label, key, name in sorted(about, key=_by_key))
    said = (key, record, kind, at, channel, device, task, direction, subjects, orjson.loads(details) if details else {})
    if currency is None:
        return Interaction(*said)
    total, discount = money
    return Sale(*said, number, status, currency, total, discount, _lines(lines))


def _by_key(subject: list[Any]) -> tuple[str, str]:
    return subject[0], subject[1]


def _lines(rows: Iterable[list[Any]]) -> tuple[Line, ...]:
    return tuple(
        Line(Subject("Product", key, name or ""), quantity, price, discount)
        for _, key, name, quantity, price, discount in sorted(rows, key=lambda row: row[0])
    )
