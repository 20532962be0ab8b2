"""The whole graph, page by page in the order of the keys: nodes, with the relations that start at them.

No statement reads all at once: the embedded engine ends a statement after ten seconds, whatever it has read by then.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple

from profile_service.domain.backup.manifest import NodeRow, RelationRow
from profile_service.domain.values.errors import StoreRejected
from profile_service.store.backup.graph_keys import GraphKey, graph_keys
from profile_service.store.engine.store import Row, Rows, Store

_PAGE_NODES = 4_000
_MOST_OF_ONE = 1_000_000


class GraphPage(NamedTuple):
    """Nodes of one label, and all relations that start at them."""

    label: str
    nodes: list[NodeRow]
    relations: list[RelationRow]


_NODES = """
MATCH (n:{label})
WHERE n.{property} > $after
RETURN n.{property} AS key, labels(n) AS labels, properties(n) AS properties
ORDER BY n.{property}
LIMIT $limit
"""
_RELATIONS = """
MATCH (n:{label})
WHERE n.{property} > $after AND n.{property} <= $until
MATCH (n)-[r]->(end)
RETURN n.{property} AS start, type(r) AS type, labels(end) AS labels, [{ends}] AS keys, properties(r) AS properties
"""


async def graph_pages(store: Store, label: str) -> AsyncIterator[GraphPage]:
    """All nodes of the label that have its key. Raises StoreRejected where a relation leads to nodes without one."""
    key = graph_keys()[label]
    nodes, after = _statement(_NODES, key), key.before_all
    limit = _PAGE_NODES
    while rows := await store.read(nodes, after=after, limit=limit):
        page = rows if key.is_unique else _whole_groups(rows, limit)
        if not page:
            limit = _more(limit, label)
            continue
        until, limit = page[-1]["key"], _PAGE_NODES
        relations = await _relations(store, key, after, until) if key.is_unique else []
        yield GraphPage(label, [_node(row) for row in page], relations)
        after = until


async def _relations(store: Store, key: GraphKey, after: str | int, until: str | int) -> list[RelationRow]:
    ends = sorted({each.property for each in graph_keys().values() if each.is_unique})
    columns = ", ".join(f"end.{property}" for property in ends)
    rows = await store.read(_statement(_RELATIONS, key).replace("{ends}", columns), after=after, until=until)
    return [_relation(row, ends) for row in rows]


def _statement(template: str, key: GraphKey) -> str:
    """The statement for one label. Both words come from the project's own migrations."""
    return template.replace("{label}", key.label).replace("{property}", key.property)


def _whole_groups(rows: Rows, limit: int) -> Sequence[Row]:
    """The rows without those of the last key, of which the page may have a part only; all where it is the last page."""
    if len(rows) < limit:
        return rows
    last = rows[-1]["key"]
    return [row for row in rows if row["key"] != last]


def _more(limit: int, label: str) -> int:
    """A longer page, for one key has more nodes than a page."""
    if limit >= _MOST_OF_ONE:
        raise StoreRejected(f"more than {_MOST_OF_ONE:,} nodes {label} have the same key")
    return 2 * limit


def _node(row: Row) -> NodeRow:
    return NodeRow(sorted(row["labels"]), _present(row["properties"]))


def _relation(row: Row, ends: Sequence[str]) -> RelationRow:
    label = next((label for label in row["labels"] if label in graph_keys()), None)
    if label is None:
        raise StoreRejected(f"a relation {row['type']} leads to a node of a label that a backup does not have")
    end = row["keys"][ends.index(graph_keys()[label].property)]
    return RelationRow(row["type"], row["start"], label, end, _present(row["properties"]))


def _present(properties: dict[str, Any]) -> dict[str, Any]:
    """The embedded engine keeps a property that is null; Neo4j has none such."""
    return {name: value for name, value in properties.items() if value is not None}
