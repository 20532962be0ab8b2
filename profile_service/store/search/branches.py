"""The look-ups of a search in Cypher: a branch for each index, with `$sought`, and `$end` where it takes what begins
with that."""

from profile_service.domain.search.lookups import Index

_ROW = """
RETURN $lookup AS lookup, p.id AS profile, r.key AS record, coalesce(r.name_forward, '') AS name, {text} AS text,
  {former} AS former"""
_RETIRED = "r.retired_at IS NOT NULL"
_CLAIM = "h.ended_at IS NULL AND h.disowned_at IS NULL"
_GIVEN_UP = "h.stated_until IS NOT NULL"

# USING INDEX names where to begin: Neo4j would choose by its last sample of the indexes, which a load may outdate.
_OF_ID = """
MATCH (old:Profile {id: $sought})-[:MERGED_INTO*0..]->(p:Profile)<-[:OF]-(r:SourceRecord)"""
_OF_RECORD = """
MATCH (r:SourceRecord {key: $sought})-[:OF]->(p:Profile)
USING INDEX SEEK r:SourceRecord(key)"""
_OF_IDENTIFIER = f"""
MATCH (i:Identifier {{<property>: $sought}})<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX SEEK i:Identifier(<property>)
WHERE {_CLAIM}"""
_OF_EVENT = """
MATCH (e:<label> {<property>: $sought})-[:BY]->(r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX SEEK e:<label>(<property>)"""
_FROM_IDENTIFIER = f"""
MATCH (i:Identifier)<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX SEEK i:Identifier(<property>)
WHERE i.<property> >= $sought AND i.<property> < $end AND {_CLAIM}"""
# The half of an address that has no slip may be that of many: as many of them as `$scanned` are looked at.
_LIKE_EMAIL = f"""
MATCH (i:Identifier)
USING INDEX SEEK i:Identifier(<property>)
WHERE i.<property> >= $sought AND i.<property> < $end
WITH i
ORDER BY i.<property>
LIMIT $scanned
WHERE i.key ENDS WITH $domain AND size(i.key) >= $shortest AND size(i.key) <= $longest
MATCH (i)<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile)
WHERE {_CLAIM}"""
_FROM_RECORD = """
MATCH (r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX SEEK r:SourceRecord(<property>)
WHERE r.<property> >= $sought AND r.<property> < $end"""


_ORDERED = "\nORDER BY {place}"


def _branch(pattern: str, text: str, former: str = _RETIRED, order: str = "") -> str:
    return f"{pattern}{_ROW.format(text=text, former=former)}{order}\nLIMIT $limit\n"


def _of_identifier(property: str) -> str:
    return _branch(_OF_IDENTIFIER.replace("<property>", property), "i.key", _GIVEN_UP)


def _of_event(label: str, property: str) -> str:
    pattern = _OF_EVENT.replace("<label>", label).replace("<property>", property)
    return _branch(pattern, f"e.{property}")


def _from_identifier(property: str) -> str:
    order = _ORDERED.format(place=f"i.{property}")
    return _branch(_FROM_IDENTIFIER.replace("<property>", property), "i.key", _GIVEN_UP, order)


def _like_email(property: str) -> str:
    return _branch(_LIKE_EMAIL.replace("<property>", property), "i.key", _GIVEN_UP)


def _from_record(property: str) -> str:
    order = _ORDERED.format(place=f"r.{property}")
    return _branch(_FROM_RECORD.replace("<property>", property), f"r.{property}", order=order)


BRANCHES: dict[Index, str] = {
    "profile": _branch(_OF_ID, "old.id"),
    "record": _branch(_OF_RECORD, "r.key"),
    "key": _of_identifier("key"),
    "value": _of_identifier("value"),
    "number": _of_event("Transaction", "number_key"),
    "reference": _of_event("Event", "reference_key"),
    "payment": _of_event("Transaction", "payment_key"),
    "key_start": _from_identifier("key"),
    "value_start": _from_identifier("value"),
    "reversed": _from_identifier("reversed"),
    "email_start": _like_email("key"),
    "email_end": _like_email("reversed"),
    "forward": _from_record("name_forward"),
    "backward": _from_record("name_backward"),
    "postal": _from_record("postal_name"),
    "city": _from_record("city_name"),
    "birth": _from_record("birth_name"),
    "street": _from_record("street_key"),
}
EXACT: frozenset[Index] = frozenset({"profile", "record", "key", "value", "number", "reference", "payment"})
"""The indexes that are sought for one value."""
