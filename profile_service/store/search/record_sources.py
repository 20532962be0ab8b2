"""The sources of the records in the store."""

from profile_service.store.engine.store import Store

_NEXT = """
MATCH (r:SourceRecord)
USING INDEX r:SourceRecord(key)
WHERE r.key > $after
RETURN r.key AS key
ORDER BY r.key
LIMIT 1
"""
_AFTER_COLON = ";"
_MOST = 50


async def record_sources(store: Store) -> tuple[str, ...]:
    """The sources, such as `salesforce`, in their order; the first fifty. One statement jumps to each."""
    sources: list[str] = []
    after = ""
    while len(sources) < _MOST and (rows := await store.read(_NEXT, after=after)):
        source = str(rows[0]["key"]).partition(":")[0]
        sources.append(source)
        after = source + _AFTER_COLON
    return tuple(sources)
