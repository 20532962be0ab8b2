"""Clues that lead from a profile's records to other profiles: shared identifiers, judgements, and the same
name at the same postal code."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from profile_service.domain.resolution.judgements import Verdict
from profile_service.store.engine.store import Row, Store


class ClueKeys(NamedTuple):
    """Where clues may start: keys of identifiers, keys of records about which there are judgements, and values of
    `postal_name`. `hub_cap`: what more records share leads nowhere."""

    identifiers: tuple[str, ...]
    judged: tuple[str, ...]
    names: tuple[str, ...]
    hub_cap: int


class Clue(NamedTuple):
    """A clue that leads from a key to a profile (id). `verdict`: of a judgement; `detail`: its reason, or the obstacle
    of an identifier, None where nobody has to decide about it."""

    key: str
    profile: str
    verdict: Verdict | None
    detail: str | None
    score: float | None


# A record that is called by a number (a call of which nothing else is known) stays with who had the number then, though
# it may be of who has it now: it leads on when its claim has ended.
_HOLDERS = """
UNWIND $identifiers AS key
MATCH (i:Identifier {key: key})
WHERE i.holders <= $cap
MATCH (i)<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile)
WHERE (h.ended_at IS NULL OR r.key ENDS WITH key) AND h.disowned_at IS NULL
RETURN DISTINCT key, p.id AS profile, null AS verdict, i.obstacle AS detail, null AS score
"""
# Not by the relationships into a record: its events are among them.
_JUDGED = """
UNWIND $judged AS key
MATCH (:SourceRecord {key: key})-[j:NOT_SAME_AS|MAYBE_SAME_AS]->(:SourceRecord)-[:OF]->(p:Profile)
WHERE j.retracted_at IS NULL
RETURN key, p.id AS profile, type(j) AS verdict, j.reason AS detail, j.score AS score
"""
_JUDGED_FROM = """
UNWIND $judged AS key
MATCH (judged:SourceRecord {key: key})
UNWIND judged.judged_from AS left
MATCH (a:SourceRecord {key: left})-[j:NOT_SAME_AS|MAYBE_SAME_AS]->(b:SourceRecord)
WHERE b.key = key AND j.retracted_at IS NULL
MATCH (a)-[:OF]->(p:Profile)
RETURN key, p.id AS profile, type(j) AS verdict, j.reason AS detail, j.score AS score
"""
# A name that more records have at one postal code than the hub cap says as little as a shared identifier.
_NAMESAKES = """
UNWIND $names AS key
CALL (key) {
  MATCH (r:SourceRecord {postal_name: key})
  USING INDEX r:SourceRecord(postal_name)
  RETURN r
  LIMIT $scanned
}
WITH key, collect(r) AS namesakes
WHERE size(namesakes) <= $cap
UNWIND namesakes AS r
MATCH (r)-[:OF]->(p:Profile)
RETURN DISTINCT key, p.id AS profile, null AS verdict, null AS detail, null AS score
"""


async def clues_of_each(store: Store, keys: Sequence[ClueKeys]) -> list[list[Clue]]:
    """For each of these the clues that start there, those that lead back to the same profile too. Costs one statement,
    however many there are; a branch of it is left out where nobody asks for it."""
    identifiers = _all(asked.identifiers for asked in keys)
    judged = _all(asked.judged for asked in keys)
    names = _all(asked.names for asked in keys)
    branches = [_HOLDERS] * bool(identifiers) + [_JUDGED, _JUDGED_FROM] * bool(judged) + [_NAMESAKES] * bool(names)
    clues: dict[str, list[Clue]] = defaultdict(list)
    if branches:
        cap = max(asked.hub_cap for asked in keys)
        parameters = {"identifiers": identifiers, "judged": judged, "names": names, "cap": cap, "scanned": cap + 1}
        for row in await store.read("UNION ALL".join(branches), **parameters):
            clues[row["key"]].append(_clue(row))
    return [[clue for key in (*a.identifiers, *a.judged, *a.names) for clue in clues[key]] for a in keys]


def _all(lists: Iterable[tuple[str, ...]]) -> list[str]:
    return sorted({key for keys in lists for key in keys})


def _clue(row: Row) -> Clue:
    verdict = Verdict(row["verdict"]) if row["verdict"] else None
    return Clue(row["key"], row["profile"], verdict, row["detail"], row["score"])
