"""Events read in order of time: all walks of a request in one statement.

Both engines walk the timeline index in its order only where the range, the order and the limit stand in one plain
reading (docs/decisions/timeline-reads.md). The embedded engine needs a branch with parameters of its own for each
walk, and plans a new text at once. Neo4j takes a tenth of a second to plan a branch, so it always gets the same text,
which repeats a subquery for each of a list of walks.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

from profile_service.domain.profile.timelines import TimelineWalk
from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import EARLIEST, LATEST
from profile_service.store.engine.statements import Statement
from profile_service.store.engine.store import Store
from profile_service.store.profile.timeline_events import event, event_columns

# A null for "all of them" would be another type of parameter than a list, and another plan: hence the flags.
_FILTER = """
  AND ({walk}any_kind{n} OR e.kind IN {walk}kinds{n})
  AND ({walk}any_channel{n} OR e.channel IN {walk}channels{n})"""
# Of contacts that left something open, by until when: those that had happened.
_LEFT_OPEN = """
  AND e.occurred_at < {walk}until{n} AND e.occurred_at >= {walk}since{n}"""
# Where words are looked for: the details lie as JSON, whose names of fields match, too; the reader looks again.
_SAYS = """
  AND all(word IN {walk}words{n} WHERE
    toLower(e.kind + ' ' + coalesce(e.channel, '') + ' ' + coalesce(e.number, '') + ' ' + coalesce(e.status, '') + ' '
      + coalesce(e.details, '')) CONTAINS word
    OR size([(e)-[:ABOUT]->(s) WHERE toLower(s.key + ' ' + coalesce(s.name, '')) CONTAINS word | 1]) > 0
    OR size([(e)-[:LINE]->(p:Product) WHERE toLower(p.key + ' ' + coalesce(p.name, '')) CONTAINS word | 1]) > 0)"""
_KEYS = {False: "e.timeline", True: "e.open_timeline"}
_LABELS = {False: "Event", True: "Transaction"}
_ORDERS = {"newest": "DESC", "oldest": "ASC"}


async def events_of_each(store: Store, keys: Sequence[Sequence[TimelineWalk]]) -> list[list[list[Event]]]:
    """For each list of walks the events of each walk, in its order. Costs one statement, however many walks it is."""
    walks = [walk for walks in keys for walk in walks]
    if not walks:
        return [[] for _ in keys]
    cypher, parameters = _grouped(walks) if store.engine == "neo4j" else _branched(walks)
    events: list[list[Event]] = [[] for _ in walks]
    for row in await store.read(cypher, **parameters):
        walk = walks[row["walk"]]
        events[row["walk"]] += [event(walk.record, values) for values in row["events"][: walk.limit]]
    in_order = iter(events)
    return [list(islice(in_order, len(walks))) for walks in keys]


_BRANCH = """
MATCH (e:{label})
WHERE {key} > $after{n} AND {key} < $before{n}{filter}
RETURN $walk{n} AS walk, [{event}] AS events
ORDER BY {key} {order}
LIMIT $limit{n}
"""


def _branched(walks: Sequence[TimelineWalk]) -> Statement:
    """A UNION of one branch for each walk, each with parameters of its own."""
    branches: list[str] = []
    parameters: dict[str, object] = {}
    for n, walk in enumerate(walks):
        filter = "" if walk.filter.bare else _FILTER.format(walk="$", n=n)
        if walk.filter.left_open:
            filter += _LEFT_OPEN.format(walk="$", n=n)
        if walk.filter.words:
            filter += _SAYS.format(walk="$", n=n)
        label, order, key = _LABELS[walk.filter.sales], _ORDERS[walk.order], _KEYS[walk.filter.left_open]
        columns = event_columns(with_lines=walk.filter.lines)
        branches.append(_BRANCH.format(n=n, label=label, key=key, filter=filter, event=columns, order=order))
        parameters |= {f"{name}{n}": value for name, value in _parameters(n, walk).items()}
    return Statement("UNION ALL".join(branches), parameters)


_GROUP = """
UNWIND ${group} AS w
CALL (w) {{
  MATCH (e:{label})
  WHERE {key} > w.after AND {key} < w.before{filter}
  RETURN e
  ORDER BY {key} {order}
  LIMIT ${group}_limit
}}
RETURN w.walk AS walk, collect({event}) AS events
"""
# The groups of walks in the text for Neo4j: whether of sales alone, in which order, with lines, and of open contacts.
_GROUPS = {
    "whole": (False, "newest", True, False),
    "events": (False, "newest", False, False),
    "sales": (True, "newest", True, False),
    "earliest": (False, "oldest", False, False),
    "left_open": (False, "newest", False, True),
    "saying": (False, "newest", True, False),
}
_FURTHER = {"left_open": _LEFT_OPEN, "saying": _SAYS}


def _text_of(names: Iterable[str]) -> str:
    """Walks of `sales` use the label Transaction, whose index leaves the other events out."""
    return "UNION ALL".join(
        _GROUP.format(
            group=name,
            label=_LABELS[sales],
            key=_KEYS[left_open],
            filter=(_FILTER + _FURTHER.get(name, "")).format(walk="w.", n=""),
            event=event_columns(with_lines=lines),
            order=_ORDERS[order],
        )
        for name in names
        for sales, order, lines, left_open in [_GROUPS[name]]
    )


_USUAL_GROUPS = [name for name in _GROUPS if name not in _FURTHER]
_TEXTS: dict[tuple[str, ...], str] = {
    rare: _text_of([*_USUAL_GROUPS, *rare]) for rare in ((), ("left_open",), ("saying",), ("left_open", "saying"))
}
"""Groups that are rarely asked for → the text that has them, too."""


def _grouped(walks: Sequence[TimelineWalk]) -> Statement:
    """One of four texts, with each walk in the group that it belongs to: contacts that left something open, and words,
    are rarely asked for."""
    groups: dict[str, list[dict[str, object]]] = {name: [] for name in _USUAL_GROUPS}
    for number, walk in enumerate(walks):
        groups.setdefault(_group_of(walk), []).append(_parameters(number, walk))
    limits = dict.fromkeys(groups, 1)
    for walk in walks:
        name = _group_of(walk)
        limits[name] = max(limits[name], walk.limit)
    parameters: dict[str, object] = {name: _padded(group) for name, group in groups.items()}
    text = _TEXTS[tuple(name for name in _FURTHER if name in groups)]
    return Statement(text, parameters | {f"{name}_limit": limit for name, limit in limits.items()})


def _group_of(walk: TimelineWalk) -> str:
    if walk.filter.left_open:
        return "left_open"
    if walk.filter.words:
        return "saying"
    if walk.order == "oldest":
        return "earliest"
    if walk.filter.sales:
        return "sales"
    return "whole" if walk.filter.lines else "events"


_GROUP_SIZE = 11
_EMPTY_WALK: dict[str, object] = {
    "walk": 0, "after": "~", "before": "~", "any_kind": True, "kinds": [""], "any_channel": True, "channels": [""],
    "since": "~", "until": "~", "words": [""],
}  # fmt: skip


def _padded(group: list[dict[str, object]]) -> list[dict[str, object]]:
    """The group, filled up to a fixed size with walks that lead nowhere and cost next to nothing: Neo4j plans anew for
    lists of none, of one, of up to ten and of up to a hundred."""
    return [*group, *[_EMPTY_WALK] * (_GROUP_SIZE - len(group))]


def _parameters(number: int, walk: TimelineWalk) -> dict[str, object]:
    kinds, channels = walk.filter.kinds, walk.filter.channels
    parameters: dict[str, object] = {
        "walk": number,
        "after": walk.after,
        "before": walk.before,
        "limit": walk.limit,
        "any_kind": kinds is None,
        "kinds": sorted(kinds or ()),
        "any_channel": channels is None,
        "channels": sorted(channels or ()),
    }
    if walk.filter.words:
        parameters["words"] = list(walk.filter.words)
    if walk.filter.left_open:
        parameters |= {"since": walk.filter.since or EARLIEST, "until": walk.filter.until or LATEST}
    return parameters
