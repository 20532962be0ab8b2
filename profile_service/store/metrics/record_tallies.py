"""The tallies of records, with their profile and source: of all, or of some profiles."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from profile_service.store.engine.statements import NamedValues
from profile_service.store.engine.store import Store

_COLUMNS = """
RETURN p.id AS profile, r.key AS record, r.source AS source, r.tally AS tally, r.restricted_at IS NOT NULL AS restricted
"""
_PAGE = f"""
MATCH (p:Profile)
WHERE p.id > $after
WITH p
ORDER BY p.id
LIMIT $limit
OPTIONAL MATCH (r:SourceRecord)-[:OF]->(p)
{_COLUMNS}
ORDER BY profile
"""
_OF_PROFILES = f"""
UNWIND $ids AS id
MATCH (p:Profile {{id: id}})<-[:OF]-(r:SourceRecord)
{_COLUMNS}
"""


class SourceTally(NamedTuple):
    """`profile` and `record`: id and key; `tally`: its text, which domain/profile/tallies.py explains. `restricted`:
    whether the processing of its person's data is restricted."""

    profile: str
    record: str
    source: str
    tally: str
    restricted: bool


async def all_tallies(store: Store, page: int) -> AsyncIterator[list[SourceTally]]:
    """Those of all profiles, `page` profiles at a time."""
    after = ""
    while rows := await store.read(_PAGE, after=after, limit=page):
        yield _record_tallies(rows)
        after = rows[-1]["profile"]


async def tallies_of(store: Store, profiles: Sequence[str]) -> list[SourceTally]:
    """Those of some profiles (ids); none of those that have no records any more."""
    return _record_tallies(await store.read(_OF_PROFILES, ids=list(profiles)))


def _record_tallies(rows: Sequence[NamedValues]) -> list[SourceTally]:
    return [
        SourceTally(row["profile"], row["record"], row["source"], row["tally"] or "", row["restricted"])
        for row in rows
        if row["record"] is not None
    ]
