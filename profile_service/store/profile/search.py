"""Customers found by a typed text: every way of looking it up is a branch of one statement."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from profile_service.domain.profile.search import MatchKind, SearchHit, SearchText
from profile_service.store.engine.store import Store
from profile_service.store.sources.event_rows import number_key

BRANCH_LIMIT = 200
"""Matches that a branch returns at most; a longer text has fewer."""
_LAST = "\uffff"


@dataclass(frozen=True, slots=True)
class Hits:
    """`has_more`: a branch found more matches than it returned."""

    hits: list[SearchHit]
    has_more: bool


@dataclass(frozen=True, slots=True)
class _Lookup:
    """A branch of the statement. `low`: the value that it looks for, or the start of it."""

    cypher: str
    match: MatchKind
    low: str


async def search(store: Store, text: SearchText) -> Hits:
    """Profiles that match the text, looked up in every way by one statement; a profile may be hit more than once."""
    lookups = list(_lookups(text))
    branches: list[str] = []
    parameters: dict[str, object] = {"limit": BRANCH_LIMIT}
    for number, lookup in enumerate(lookups):
        branches.append(_numbered(lookup.cypher, number))
        parameters |= {f"lookup{number}": number, f"low{number}": lookup.low, f"high{number}": lookup.low + _LAST}
    rows = await store.read("UNION ALL".join(branches), **parameters)
    hits_of_lookup = Counter(row["lookup"] for row in rows)
    hits = [SearchHit(row["profile"], lookups[row["lookup"]].match, row["text"]) for row in rows]
    return Hits(hits, max(hits_of_lookup.values(), default=0) >= BRANCH_LIMIT)


def _numbered(cypher: str, number: int) -> str:
    """The branch with parameters of its own."""
    for name in ("lookup", "low", "high"):
        cypher = cypher.replace(f"${name}", f"${name}{number}")
    return cypher


# USING INDEX names where to begin: Neo4j would choose by its last sample of the indexes, which a load may outdate.
_ID = """
MATCH (old:Profile {id: $low})-[:MERGED_INTO*0..]->(p:Profile)<-[:OF]-(:SourceRecord)
RETURN $lookup AS lookup, p.id AS profile, old.id AS text
LIMIT $limit
"""
_RECORD = """
MATCH (r:SourceRecord {key: $low})-[:OF]->(p:Profile)
USING INDEX r:SourceRecord(key)
RETURN $lookup AS lookup, p.id AS profile, r.key AS text
LIMIT $limit
"""
_KEY = """
MATCH (i:Identifier {key: $low})<-[h:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
USING INDEX i:Identifier(key)
WHERE h.ended_at IS NULL AND h.disowned_at IS NULL
RETURN $lookup AS lookup, p.id AS profile, i.key AS text
LIMIT $limit
"""
_VALUE = """
MATCH (i:Identifier {value: $low})<-[h:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
USING INDEX i:Identifier(value)
WHERE h.ended_at IS NULL AND h.disowned_at IS NULL
RETURN $lookup AS lookup, p.id AS profile, i.key AS text
LIMIT $limit
"""
_NUMBER = """
MATCH (t:Transaction {number_key: $low})-[:BY]->(:SourceRecord)-[:OF]->(p:Profile)
USING INDEX t:Transaction(number_key)
RETURN $lookup AS lookup, p.id AS profile, t.number_key AS text
LIMIT $limit
"""
_KEY_START = """
MATCH (i:Identifier)<-[h:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
USING INDEX i:Identifier(key)
WHERE i.key >= $low AND i.key < $high AND h.ended_at IS NULL AND h.disowned_at IS NULL
RETURN $lookup AS lookup, p.id AS profile, i.key AS text
ORDER BY i.key
LIMIT $limit
"""
_ENDING = """
MATCH (i:Identifier)<-[h:HAS]-(:SourceRecord)-[:OF]->(p:Profile)
USING INDEX i:Identifier(reversed)
WHERE i.reversed >= $low AND i.reversed < $high AND h.ended_at IS NULL AND h.disowned_at IS NULL
RETURN $lookup AS lookup, p.id AS profile, i.key AS text
ORDER BY i.reversed
LIMIT $limit
"""
_FORWARD = """
MATCH (r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX r:SourceRecord(name_forward)
WHERE r.name_forward >= $low AND r.name_forward < $high
RETURN $lookup AS lookup, p.id AS profile, r.name_forward AS text
ORDER BY r.name_forward
LIMIT $limit
"""
_BACKWARD = """
MATCH (r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX r:SourceRecord(name_backward)
WHERE r.name_backward >= $low AND r.name_backward < $high
RETURN $lookup AS lookup, p.id AS profile, r.name_forward AS text
ORDER BY r.name_backward
LIMIT $limit
"""


def _lookups(text: SearchText) -> Iterator[_Lookup]:
    yield _Lookup(_ID, "id", text.text)
    if ":" in text.text:
        yield _Lookup(_RECORD, "id", text.text)
        yield _Lookup(_KEY, "identifier", text.text)
    for value in text.values:
        yield _Lookup(_VALUE, "identifier", value)
    if number := number_key(text.text):
        yield _Lookup(_NUMBER, "order", number)
    if text.email:
        yield _Lookup(_KEY_START, "email", f"email:{text.email}")
    for start in text.phones:
        yield _Lookup(_KEY_START, "phone", f"phone:{start}")
    if text.ending:
        yield _Lookup(_ENDING, "phone", text.ending[::-1])
    for name in text.names:
        yield _Lookup(_FORWARD, "name", name)
        yield _Lookup(_BACKWARD, "name", name)
