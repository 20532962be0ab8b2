"""What is counted over many customers: the tallies of a sample of profiles, and the results kept in the graph."""

from collections.abc import AsyncIterator, Sequence
from itertools import groupby
from operator import itemgetter

from profile_service.store.engine.store import Store

_HEX = "0123456789abcdef"
_ENDS = [a + b for a in _HEX for b in _HEX]
"""The last two digits of ids, which are random: each is that of one profile in 256."""

_SIZE = """
MATCH (p:Profile)
WHERE p.id ENDS WITH $end
RETURN count(p) AS profiles
"""
_PAGE = """
MATCH (p:Profile)
WHERE p.id > $after AND right(p.id, 2) IN $ends
WITH p
ORDER BY p.id
LIMIT $limit
OPTIONAL MATCH (r:SourceRecord)-[:OF]->(p)
RETURN p.id AS id, r.tally AS tally
ORDER BY id
"""


async def sampled_tallies(store: Store, most: int, page: int) -> AsyncIterator[list[list[str]]]:
    """The tally texts of profiles, a list for each profile; about `most` profiles, drawn by their ids, or all where
    there are fewer. `page` profiles are read at a time."""
    ends = await _sample_ends(store, most)
    after = ""
    while rows := await store.read(_PAGE, after=after, ends=ends, limit=page):
        profiles = groupby(((row["id"], row["tally"]) for row in rows), key=itemgetter(0))
        yield [[tally for _, tally in pairs if tally] for _, pairs in profiles]
        after = rows[-1]["id"]


async def _sample_ends(store: Store, most: int) -> Sequence[str]:
    """The ends of the ids to draw: as many of 256 as make `most` profiles, going by how many one of them has."""
    (row,) = await store.read(_SIZE, end=_ENDS[0])
    return _ENDS[: max(1, most // max(1, row["profiles"]))]


_STATISTIC = """
MATCH (s:Statistic {name: $name})
RETURN s.text AS text
"""
_KEEP = """
MERGE (s:Statistic {name: $name})
SET s.text = $text, s.counted_at = $now
"""


async def statistic(store: Store, name: str) -> str | None:
    """The text that was kept under the name; None where there is none."""
    rows = await store.read(_STATISTIC, name=name)
    return str(rows[0]["text"]) if rows else None


async def keep_statistic(store: Store, name: str, text: str, now: str) -> None:
    """Keep the text under the name, in place of an older one."""
    await store.write(lambda tx: tx.run(_KEEP, name=name, text=text, now=now))
