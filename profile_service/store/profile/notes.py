"""Where to write down what is told of a customer."""

from collections.abc import Collection

from profile_service.store.engine.store import WriteTransaction

_LATEST = """
UNWIND $keys AS key
MATCH (r:SourceRecord {key: key})
RETURN r.key AS key
ORDER BY coalesce(r.observed_at, r.updated_at) DESC, r.key
LIMIT 1
"""


async def latest(tx: WriteTransaction, keys: Collection[str]) -> str:
    """Of the records, at least one, the one that its source spoke of last."""
    return str((await tx.run(_LATEST, keys=sorted(keys)))[0]["key"])
