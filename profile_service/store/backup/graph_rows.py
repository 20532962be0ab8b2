"""Nodes and relations of a backup, written as they were."""

import re
from collections import defaultdict
from collections.abc import Iterable

from profile_service.domain.backup.manifest import NodeRow, RelationRow
from profile_service.domain.values.errors import InvalidInput
from profile_service.store.backup.graph_keys import graph_keys
from profile_service.store.engine.store import WriteTransaction

_NODES = """
UNWIND $rows AS row
CREATE (n:{labels})
SET n = row
"""
_RELATIONS = """
UNWIND $rows AS row
MATCH (a:{start} {{start_key}: row[0]})
MATCH (b:{end} {{end_key}: row[1]})
CREATE (a)-[r:{type}]->(b)
SET r = row[2]
RETURN count(*) AS written
"""
_NAME = re.compile(r"[A-Za-z][A-Za-z_]*")


async def write_nodes(tx: WriteTransaction, nodes: Iterable[NodeRow]) -> None:
    """Create the nodes. Raises InvalidInput where a label is no name."""
    by_labels: dict[tuple[str, ...], list[object]] = defaultdict(list)
    for node in nodes:
        by_labels[tuple(node.labels)].append(node.properties)
    for labels, rows in sorted(by_labels.items()):
        await tx.run(_NODES.replace("{labels}", ":".join(map(_name, labels))), rows=rows)


async def write_relations(tx: WriteTransaction, label: str, relations: Iterable[RelationRow]) -> None:
    """Create the relations, which start at nodes of the label. Raises InvalidInput where nodes are missing, or a word
    is no name."""
    by_kind: dict[tuple[str, str], list[list[object]]] = defaultdict(list)
    for each in relations:
        by_kind[each.type, each.end_label].append([each.start, each.end, each.properties])
    for (type, end), rows in sorted(by_kind.items()):
        (row,) = await tx.run(_relations(label, type, end), rows=rows)
        if row["written"] != len(rows):
            raise InvalidInput(f"of {len(rows)} relations {type} the nodes of {len(rows) - row['written']} are missing")


def _relations(start: str, type: str, end: str) -> str:
    names = {
        "start": start, "end": end, "type": _name(type),
        "start_key": _key(start), "end_key": _key(end),
    }  # fmt: skip
    return re.sub(r"\{(start|end|type|start_key|end_key)\}", lambda match: names[match[1]], _RELATIONS)


def _key(label: str) -> str:
    key = graph_keys().get(label)
    if key is None:
        raise InvalidInput(f'"{label}" is no label of the nodes of a store')
    return key.property


def _name(word: str) -> str:
    """The word, which goes into a statement."""
    if not _NAME.fullmatch(word):
        raise InvalidInput(f'"{word}" is no label or type')
    return word
