"""How many nodes and relations the store has."""

from collections import Counter

from profile_service.domain.values.errors import StoreRejected
from profile_service.store.backup.graph_keys import graph_keys
from profile_service.store.backup.graph_pages import key_ranges, statement_of
from profile_service.store.engine.store import Store

_LABELS = "CALL db.labels() YIELD label RETURN label"
_NODES = "MATCH (n:{label}) RETURN count(n) AS nodes"
_RELATIONS = """
MATCH (n:{label})
WHERE n.{property} > $after AND n.{property} <= $until
MATCH (n)-[r]->()
RETURN type(r) AS type, count(r) AS relations
"""
_BESIDE = {"Lock", "Migration", "Interaction", "Transaction"}
"""Labels of what is in the manifest, and second labels."""


async def node_counts(store: Store) -> dict[str, int]:
    """Label → how many nodes have it, as the engine counts them, without those of which there is none.

    Raises StoreRejected where there are nodes of a label that no migration gives a key, for those could not be told
    apart in a backup.
    """
    counts = {}
    for row in await store.read(_LABELS):
        label = str(row["label"])
        # The embedded engine lists each combination of labels, too.
        if label in _BESIDE or not label.isidentifier():
            continue
        (counted,) = await store.read(_NODES.replace("{label}", label))
        if number := int(counted["nodes"]):
            if label not in graph_keys():
                raise StoreRejected(f"a backup cannot have nodes {label}, for no migration gives them a key")
            counts[label] = number
    return dict(sorted(counts.items()))


async def relation_counts(store: Store) -> dict[str, int]:
    """Type → how many relations have it, without those of which there is none; counted page by page, for the embedded
    engine has no number of them at hand."""
    counts = Counter[str]()
    for key in graph_keys().values():
        if key.is_unique:
            statement = statement_of(_RELATIONS, key)
            async for keys in key_ranges(store, key):
                for row in await store.read(statement, **keys._asdict()):
                    counts[row["type"]] += row["relations"]
    return dict(sorted(counts.items()))
