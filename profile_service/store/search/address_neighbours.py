"""How much of an e-mail address stored ones share with it: the two beside it in the order of an index tell, for none
shares more. They come with the look-ups of a search, as rows without a look-up that have the address as `record`."""

from collections.abc import Iterable

from rapidfuzz.distance import Prefix

from profile_service.domain.search.email_readings import SharedEnds
from profile_service.store.engine.store import Row

_KEY_PREFIX = "email:"
_ROW = "RETURN null AS lookup, null AS profile, $email AS record, '{end}' AS name, i.{property} AS text, null AS former"


def _beside(end: str, property: str) -> list[str]:
    """Cypher: the stored address at or behind the place of `$<end>` in an index, and the one before it."""
    seek = f"""
MATCH (i:Identifier)
USING INDEX SEEK i:Identifier({property})
"""
    row = _ROW.format(end=end, property=property)
    return [
        f"{seek}WHERE i.{property} >= ${end} AND i.{property} < $last\n{row}\nORDER BY i.{property}\nLIMIT 1\n",
        f"{seek}WHERE i.{property} > $first AND i.{property} < ${end}\n{row}\nORDER BY i.{property} DESC\nLIMIT 1\n",
    ]


NEIGHBOURS = [*_beside("start", "key"), *_beside("end", "reversed")]
"""Cypher: a branch for each of the four seeks, with the parameters of `neighbour_parameters`."""


def neighbour_parameters(email: str) -> dict[str, str]:
    return {"email": email, "start": f"{_KEY_PREFIX}{email}", "end": email[::-1], "first": "", "last": "\uffff"}


def shared_ends(email: str, rows: Iterable[Row]) -> SharedEnds:
    """The letters that the address shares with stored ones at its start and at its end, by the rows of its branches."""
    beside = [(row["name"], row["text"]) for row in rows if row["record"] == email]
    sought = neighbour_parameters(email)
    start, end = (
        max((Prefix.similarity(sought[side], stored) for of, stored in beside if of == side), default=0)
        for side in ("start", "end")
    )
    return SharedEnds(max(0, start - len(_KEY_PREFIX)), end)
