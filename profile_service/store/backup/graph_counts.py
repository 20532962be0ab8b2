"""How many nodes and relations the store has, as the engine counts them."""

from profile_service.domain.values.errors import StoreRejected
from profile_service.store.backup.graph_keys import graph_keys
from profile_service.store.engine.store import Store

_LABELS = "CALL db.labels() YIELD label RETURN label"
_TYPES = "CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType AS type"
_NODES = "MATCH (n:{label}) RETURN count(n) AS nodes"
_RELATIONS = "MATCH ()-[r:{type}]->() RETURN count(r) AS relations"
_BESIDE = {"Lock", "Migration", "Interaction", "Transaction"}
"""Labels of what is in the manifest, and second labels."""


async def node_counts(store: Store) -> dict[str, int]:
    """Label → how many nodes have it, without those of which there is none. Raises StoreRejected where there are nodes
    of a label that no migration gives a key, for those could not be told apart in a backup."""
    counts = {}
    for row in await store.read(_LABELS):
        label = str(row["label"])
        # The embedded engine lists each combination of labels, too.
        if label in _BESIDE or not label.isidentifier():
            continue
        if number := await _count(store, _NODES.replace("{label}", label)):
            if label not in graph_keys():
                raise StoreRejected(f"a backup cannot have nodes {label}, for no migration gives them a key")
            counts[label] = number
    return dict(sorted(counts.items()))


async def relation_counts(store: Store) -> dict[str, int]:
    """Type → how many relations have it, without those of which there is none."""
    counts = {}
    for row in await store.read(_TYPES):
        type = str(row["type"])
        if number := await _count(store, _RELATIONS.replace("{type}", type)):
            counts[type] = number
    return dict(sorted(counts.items()))


async def _count(store: Store, cypher: str) -> int:
    (row,) = await store.read(cypher)
    (number,) = row.values()
    return int(number)
