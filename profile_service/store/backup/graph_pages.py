"""The whole graph, page by page in the order of the keys: nodes, with the relations that start at them.

No statement reads all at once: the embedded engine ends a statement after ten seconds, whatever it has read by then.
A page comes as one list: the driver takes ten times as long for as many rows.
"""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from profile_service.domain.backup.manifest import NodeRow, RelationRow
from profile_service.domain.values.errors import StoreRejected
from profile_service.store.backup.graph_keys import GraphKey, graph_keys
from profile_service.store.engine.statements import Values
from profile_service.store.engine.store import Store

_PAGE_NODES = 2_000


class GraphPage(NamedTuple):
    """Nodes of one label, and all relations that start at them."""

    label: str
    nodes: list[NodeRow]
    relations: list[RelationRow]


class KeyRange(NamedTuple):
    """The keys behind `after`, up to and with `until`."""

    after: str | int
    until: str | int


_END = """
MATCH (n:{label})
WHERE n.{property} > $after
RETURN n.{property} AS until
ORDER BY n.{property}
SKIP $skip
LIMIT 1
"""
_LAST = """
MATCH (n:{label})
WHERE n.{property} > $after
RETURN max(n.{property}) AS until
"""
_NODES = """
MATCH (n:{label})
WHERE n.{property} > $after AND n.{property} <= $until
RETURN collect([labels(n), properties(n)]) AS rows
"""
_RELATIONS = """
MATCH (n:{label})
WHERE n.{property} > $after AND n.{property} <= $until
MATCH (n)-[r]->(end)
RETURN collect([type(r), n.{property}, labels(end), {end_key}, properties(r)]) AS rows
"""


async def key_ranges(store: Store, key: GraphKey) -> AsyncIterator[KeyRange]:
    """Ranges of two thousand nodes each, or more where many have the same key, which cover all that have one."""
    end, last, after = statement_of(_END, key), statement_of(_LAST, key), key.before_all
    while True:
        rows = await store.read(end, after=after, skip=_PAGE_NODES - 1) or await store.read(last, after=after)
        until = rows[0]["until"]
        if until is None:
            return
        yield KeyRange(after, until)
        after = until


async def graph_pages(store: Store, label: str) -> AsyncIterator[GraphPage]:
    """All nodes of the label that have its key. Raises StoreRejected where a relation leads to nodes without one."""
    key = graph_keys()[label]
    nodes, relations = statement_of(_NODES, key), statement_of(_RELATIONS, key).replace("{end_key}", _end_key())
    async for keys in key_ranges(store, key):
        (page,) = await store.read(nodes, **keys._asdict())
        (starting,) = await store.read(relations, **keys._asdict()) if key.is_unique else ({"rows": []},)
        yield GraphPage(label, [_node(row) for row in page["rows"]], [_relation(row) for row in starting["rows"]])


def statement_of(template: str, key: GraphKey) -> str:
    """The statement for one label. Both words come from the project's own migrations."""
    return template.replace("{label}", key.label).replace("{property}", key.property)


def _end_key() -> str:
    """Cypher: the key of the node `end`, by its label."""
    others = [key for key in graph_keys().values() if key.is_unique and key.property != "key"]
    cases = " ".join(f"WHEN end:{key.label} THEN end.{key.property}" for key in others)
    return f"CASE {cases} ELSE end.key END"


def _node(row: Values) -> NodeRow:
    labels, properties = row
    return NodeRow(sorted(labels), _present(properties))


def _relation(row: Values) -> RelationRow:
    type, start, labels, end, properties = row
    label = next((each for each in labels if each in graph_keys()), None)
    if label is None or end is None:
        raise StoreRejected(f"a relation {type} leads to a node that a backup cannot have, for it has no key")
    return RelationRow(type, start, label, end, _present(properties))


def _present(properties: dict[str, Any]) -> dict[str, Any]:
    """The embedded engine keeps a property that is null; Neo4j has none such."""
    return {name: value for name, value in properties.items() if value is not None}
