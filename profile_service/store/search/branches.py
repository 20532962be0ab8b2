"""The look-ups of a search in Cypher: a branch for each index, with `$sought`, and `$end` where it takes what begins
with that.

The embedded engine seeks no range whose ends differ from row to row, and plans a new text at once: it gets a branch for
each look-up. Neo4j plans a branch in a tenth of a second: it gets one of a few texts, of which each branch repeats a
subquery for a list of look-ups.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from profile_service.domain.search.lookups import Index, Lookup
from profile_service.domain.search.phone_parts import PLACES
from profile_service.store.engine.statements import Statement
from profile_service.store.search.address_neighbours import NEIGHBOURS, neighbour_parameters
from profile_service.store.search.dictionary import NEAR_WORDS, STORED_WORDS

_ROW = """
RETURN $lookup AS lookup, p.id AS profile, r.key AS record, coalesce(r.name_forward, '') AS name, {text} AS text,
  {former} AS former"""
_RETIRED = "r.retired_at IS NOT NULL"
# A claim that ended because somebody else has the value by now is found as long as its own record states it: a phone at
# home is stated by several, one after the other.
_CLAIM = """h.disowned_at IS NULL
  AND (h.ended_at IS NULL OR (h.stated_until IS NULL AND r.retired_at IS NULL))"""
_GIVEN_UP = "(h.stated_until IS NOT NULL OR h.ended_at IS NOT NULL)"

# USING INDEX names where to begin: Neo4j would choose by its last sample of the indexes, which a load may outdate.
_OF_ID = """
MATCH (old:Profile {id: $sought})-[:MERGED_INTO*0..]->(p:Profile)<-[:OF]-(r:SourceRecord)"""
_OF_RECORD = """
MATCH (r:SourceRecord {key: $sought})-[:OF]->(p:Profile)
USING INDEX SEEK r:SourceRecord(key)"""
_ANY_RECORD = """
UNWIND $one_of AS key
MATCH (r:SourceRecord {key: key})-[:OF]->(p:Profile)
USING INDEX SEEK r:SourceRecord(key)"""
_ANY_EVENT = """
UNWIND $one_of AS key
MATCH (e:Event {key: key})-[:BY]->(r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX SEEK e:Event(key)"""
_OF_IDENTIFIER = f"""
MATCH (i:Identifier {{<property>: $sought}})<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX SEEK i:Identifier(<property>)
WHERE {_CLAIM}"""
_OF_EVENT = """
MATCH (e:<label> {<property>: $sought})-[:BY]->(r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX SEEK e:<label>(<property>)"""
# Of a ticket that was merged into another no more is stored than its number and whose it was.
_OF_FORMER_TICKET = """
MATCH (e:Event {reference_key: $sought})
USING INDEX SEEK e:Event(reference_key)
WHERE e.former_record IS NOT NULL
WITH e.reference_key AS number, e.former_record AS key
MATCH (r:SourceRecord {key: key})-[:OF]->(p:Profile)
USING INDEX SEEK r:SourceRecord(key)"""
_FROM_IDENTIFIER = f"""
MATCH (i:Identifier)<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX SEEK i:Identifier(<property>)
WHERE i.<property> >= $sought AND i.<property> < $end AND {_CLAIM}"""
_ANY_KEY = f"""
UNWIND $one_of AS key
MATCH (i:Identifier {{key: key}})<-[h:HAS]-(r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX SEEK i:Identifier(key)
WHERE {_CLAIM}"""
_WITHIN_PHONE = f"""{_FROM_IDENTIFIER} AND i.reversed CONTAINS $within"""
_FROM_RECORD = """
MATCH (r:SourceRecord)-[:OF]->(p:Profile)
USING INDEX SEEK r:SourceRecord(<property>)
WHERE r.<property> >= $sought AND r.<property> < $end"""

_ORDERED = "\nORDER BY {place}"


def _branch(pattern: str, text: str, former: str = _RETIRED, order: str = "") -> str:
    return f"{pattern}{_ROW.format(text=text, former=former)}{order}\nLIMIT $limit\n"


def _of_identifier(property: str) -> str:
    return _branch(_OF_IDENTIFIER.replace("<property>", property), "i.key", _GIVEN_UP)


def _of_event(label: str, property: str, shown: str = "") -> str:
    pattern = _OF_EVENT.replace("<label>", label).replace("<property>", property)
    return _branch(pattern, f"e.{shown or property}")


def _from_identifier(property: str) -> str:
    order = _ORDERED.format(place=f"i.{property}")
    return _branch(_FROM_IDENTIFIER.replace("<property>", property), "i.key", _GIVEN_UP, order)


def _within_phone(property: str) -> str:
    order = _ORDERED.format(place=f"i.{property}")
    return _branch(_WITHIN_PHONE.replace("<property>", property), "i.key", _GIVEN_UP, order)


def _from_record(property: str, shown: str = "", condition: str = "") -> str:
    pattern = _FROM_RECORD.replace("<property>", property) + condition
    return _branch(pattern, f"r.{shown or property}", order=_ORDERED.format(place=f"r.{property}"))


def _given_name_at(property: str, place: str) -> str:
    """The index has the first word of the place, and the condition is about the rest. Without `coalesce` the embedded
    engine would begin with the condition, and go through the whole city."""
    return _from_record(property, place, f" AND coalesce(r.{place}, '') STARTS WITH $within")


EXACT: frozenset[Index] = frozenset(
    {
        "profile", "record", "key", "value", "number", "reference", "payment", "any_key", "any_record",
        "any_event", "number_digits", "reference_digits", "digits", "former_reference",
    }
)  # fmt: skip
"""The indexes that are not sought for a beginning."""
_LAST = "\uffff"
BRANCHES: dict[Index, str] = {
    "profile": _branch(_OF_ID, "old.id"),
    "record": _branch(_OF_RECORD, "r.key"),
    "key": _of_identifier("key"),
    "value": _of_identifier("value"),
    "number": _of_event("Transaction", "number_key"),
    "reference": _of_event("Event", "reference_key"),
    "payment": _of_event("Transaction", "payment_key"),
    "any_record": _branch(_ANY_RECORD, "r.key"),
    "any_event": _branch(_ANY_EVENT, "e.key"),
    "number_digits": _of_event("Transaction", "number_digits", "number_key"),
    "reference_digits": _of_event("Event", "reference_digits", "reference_key"),
    "digits": _of_identifier("digits"),
    "former_reference": _branch(_OF_FORMER_TICKET, "number", "true"),
    "key_start": _from_identifier("key"),
    "value_start": _from_identifier("value"),
    "reversed": _from_identifier("reversed"),
    "any_key": _branch(_ANY_KEY, "i.key", _GIVEN_UP),
    **{index: _within_phone(index) for index in PLACES},
    "forward": _from_record("name_forward"),
    "backward": _from_record("name_backward"),
    "postal": _from_record("postal_name"),
    "city": _from_record("city_name"),
    "birth": _from_record("birth_name"),
    "street": _from_record("street_key"),
    "postal_given": _from_record("postal_given", "postal_name"),
    "city_given": _given_name_at("city_given", "city_name"),
    "street_given": _given_name_at("street_given", "street_key"),
}
_NAMES = ("lookup", "sought", "end", "within", "one_of", *neighbour_parameters(""))


def _grouped(index: str, branch: str) -> str:
    """The branch for each of a list of look-ups."""
    for name in _NAMES:
        branch = branch.replace(f"${name}", f"x.{name}")
    return f"""
UNWIND $by.{index} AS x
CALL (x) {{{branch}}}
RETURN lookup, profile, record, name, text, former
"""


_FAMILIES: tuple[tuple[Index, ...], ...] = (
    ("profile", "record", "key", "value", "any_key"),
    (
        "number", "reference", "payment", "any_record", "any_event", "number_digits", "reference_digits", "digits",
        "former_reference",
    ),
    ("key_start", "value_start", "reversed"),
    ("third", "fifth", "seventh"),
    ("forward", "backward"),
    ("postal", "city", "birth", "street"),
    ("postal_given", "city_given", "street_given"),
)  # fmt: skip
"""Indexes that are sought together: a text has a family as a whole or not at all, so that there are few texts."""
_ASIDES = {"slips": NEAR_WORDS, "words": STORED_WORDS}


class Asides(NamedTuple):
    """What is asked beside look-ups: the dictionary's words that share one of the `slips`, those of the `words` that it
    has, and the neighbours of each of the `emails`."""

    slips: Sequence[str] = ()
    words: Sequence[str] = ()
    emails: Sequence[str] = ()


def branched(sought: Sequence[Lookup], asides: Asides) -> Statement:
    """A branch for each look-up and each e-mail, with parameters of its own, and those for the words."""
    own: list[tuple[str, Mapping[str, object]]] = []
    own += [(BRANCHES[each.index], _parameters(number, each)) for number, each in enumerate(sought)]
    own += [(branch, neighbour_parameters(email)) for email in asides.emails for branch in NEIGHBOURS]
    branches = [branch for name, branch in _ASIDES.items() if getattr(asides, name)]
    branches += [_numbered(branch, number, names) for number, (branch, names) in enumerate(own)]
    parameters = {f"{name}{number}": value for number, (_, names) in enumerate(own) for name, value in names.items()}
    return Statement("UNION ALL".join(branches), {"slips": asides.slips, "words": asides.words, **parameters})


def _numbered(branch: str, number: int, names: Iterable[str]) -> str:
    """The branch with its number behind the names of its parameters."""
    for name in names:
        branch = branch.replace(f"${name}", f"${name}{number}")
    return branch


def grouped(sought: Sequence[Lookup], asides: Asides) -> Statement:
    """The same by a text that does not depend on how many look-ups there are. All is in one map, for the sizes of lists
    would be part of a plan."""
    by: dict[str, list[object]] = {index: [] for index in BRANCHES}
    by |= {"slips": list(asides.slips), "words": list(asides.words)}
    for number, each in enumerate(sought):
        by[each.index].append(_parameters(number, each))
    families = [family for family in _FAMILIES if any(by[index] for index in family)]
    branches = [_grouped(index, BRANCHES[index]) for family in families for index in family]
    if asides.emails:
        by["emails"] = list(map(neighbour_parameters, asides.emails))
        branches += [_grouped("emails", branch) for branch in NEIGHBOURS]
    if asides.slips or asides.words:
        branches += [branch.replace(f"${name}", f"$by.{name}") for name, branch in _ASIDES.items()]
    return Statement("UNION ALL".join(branches), {"by": by})


def _parameters(number: int, by: Lookup) -> dict[str, object]:
    within = by.within[::-1] if by.index in PLACES else by.within
    parameters: dict[str, object] = {"lookup": number, "sought": by.sought, "within": within}
    if by.one_of:
        parameters["one_of"] = by.one_of
    if by.index not in EXACT:
        parameters["end"] = by.sought + _LAST
    return parameters
