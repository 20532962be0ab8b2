"""Finding customers by what somebody typed: every way of looking it up is a branch of one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from profile_service.domain.profile.search import MatchKind, SearchHit, SearchText
from profile_service.store.engine.store import Store
from profile_service.store.sources.event_rows import number_key

BRANCH_LIMIT = 200
"""Matches that a branch looks at; whoever has more should type more."""
_LAST = "\uffff"

# Where to begin is named (USING INDEX): Neo4j would choose by what it last sampled of its indexes, and that may be of
# the time before a load.
_ID = """
MATCH (asked:Profile {id: $low})-[:MERGED_INTO*0..]->(p:Profile)<-[:OF]-(:SourceRecord)
RETURN $way AS way, p.id AS profile, asked.id AS text
LIMIT $limit
"""
_RECORD = """
MATCH (r:SourceRecord {key: $low})-[:OF]->(p:Profile)
USING INDEX r:SourceRecord(key)
RETURN $way AS way, p.id AS profile, r.key AS text
LIMIT $limit
"""
_KEY = """
MATCH (i:Identifier {key: $low})<-[h:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
USING INDEX i:Identifier(key)
WHERE h.ended_at IS NULL AND h.disowned_at IS NULL
RETURN $way AS way, p.id AS profile, i.key AS text
LIMIT $limit
"""
_VALUE = """
MATCH (i:Identifier {value: $low})<-[h:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
USING INDEX i:Identifier(value)
WHERE h.ended_at IS NULL AND h.disowned_at IS NULL
RETURN $way AS way, p.id AS profile, i.key AS text
LIMIT $limit
"""
_NUMBER = """
MATCH (t:Transaction {number_key: $low})-[:BY]->(:SourceRecord)-[:OF]->(p:Profile)
USING INDEX t:Transaction(number_key)
RETURN $way AS way, p.id AS profile, t.number_key AS text
LIMIT $limit
"""
_KEY_START = """
MATCH (i:Identifier)<-[h:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
USING INDEX i:Identifier(key)
WHERE i.key >= $low AND i.key < $high AND h.ended_at IS NULL AND h.disowned_at IS NULL
RETURN $way AS way, p.id AS profile, i.key AS text
ORDER BY i.key
LIMIT $limit
"""
_ENDING = """
MATCH (i:Identifier)<-[h:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
USING INDEX i:Identifier(reversed)
WHERE i.reversed >= $low AND i.reversed < $high AND h.ended_at IS NULL AND h.disowned_at IS NULL
RETURN $way AS way, p.id AS profile, i.key AS text
ORDER BY i.reversed
LIMIT $limit
"""
_FORWARD = """
MATCH (r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX r:SourceRecord(name_forward)
WHERE r.name_forward >= $low AND r.name_forward < $high
RETURN $way AS way, p.id AS profile, r.name_forward AS text
ORDER BY r.name_forward
LIMIT $limit
"""
_BACKWARD = """
MATCH (r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX r:SourceRecord(name_backward)
WHERE r.name_backward >= $low AND r.name_backward < $high
RETURN $way AS way, p.id AS profile, r.name_forward AS text
ORDER BY r.name_backward
LIMIT $limit
"""


@dataclass(frozen=True, slots=True)
class SearchHits:
    """`more`: there were more matches than a branch looks at."""

    hits: list[SearchHit]
    more: bool


@dataclass(frozen=True, slots=True)
class _Way:
    cypher: str
    match: MatchKind
    low: str


async def search(store: Store, text: SearchText) -> SearchHits:
    """Every way of looking the text up, in one statement; a profile may be hit more than once."""
    ways = list(_ways(text))
    branches, parameters = [], dict[str, Any](limit=BRANCH_LIMIT)
    for number, way in enumerate(ways):
        branches.append(_numbered(way.cypher, number))
        parameters |= {f"way{number}": number, f"low{number}": way.low, f"high{number}": way.low + _LAST}
    rows = await store.read("UNION ALL".join(branches), **parameters)
    met = [0] * len(ways)
    for row in rows:
        met[row["way"]] += 1
    hits = [SearchHit(row["profile"], ways[row["way"]].match, row["text"]) for row in rows]
    return SearchHits(hits, max(met, default=0) >= BRANCH_LIMIT)


def _numbered(cypher: str, number: int) -> str:
    for name in ("way", "low", "high"):
        cypher = cypher.replace(f"${name}", f"${name}{number}")
    return cypher


def _ways(text: SearchText) -> Iterator[_Way]:
    yield _Way(_ID, "id", text.text)
    if ":" in text.text:
        yield _Way(_RECORD, "id", text.text)
        yield _Way(_KEY, "identifier", text.text)
    for value in text.values:
        yield _Way(_VALUE, "identifier", value)
    if number := number_key(text.text):
        yield _Way(_NUMBER, "order", number)
    if text.email:
        yield _Way(_KEY_START, "email", f"email:{text.email}")
    for start in text.phones:
        yield _Way(_KEY_START, "phone", f"phone:{start}")
    if text.ending:
        yield _Way(_ENDING, "phone", text.ending[::-1])
    for name in text.names:
        yield _Way(_FORWARD, "name", name)
        yield _Way(_BACKWARD, "name", name)
