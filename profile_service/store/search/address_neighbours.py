"""How much of an e-mail address stored ones share with it: the two beside it in the order of an index tell, for none
shares more."""

from collections.abc import Iterable

from rapidfuzz.distance import Prefix

from profile_service.domain.search.email_readings import SharedEnds
from profile_service.store.engine.store import Store

_PREFIX = "email:"
_BESIDE = """
MATCH (i:Identifier)
USING INDEX SEEK i:Identifier(key)
WHERE i.key >= $key AND i.key < $last
RETURN i.key AS start, null AS end
ORDER BY i.key
LIMIT 1
UNION ALL
MATCH (i:Identifier)
USING INDEX SEEK i:Identifier(key)
WHERE i.key > $first AND i.key < $key
RETURN i.key AS start, null AS end
ORDER BY i.key DESC
LIMIT 1
UNION ALL
MATCH (i:Identifier)
USING INDEX SEEK i:Identifier(reversed)
WHERE i.reversed >= $reversed AND i.reversed < $last
RETURN null AS start, i.reversed AS end
ORDER BY i.reversed
LIMIT 1
UNION ALL
MATCH (i:Identifier)
USING INDEX SEEK i:Identifier(reversed)
WHERE i.reversed > $first AND i.reversed < $reversed
RETURN null AS start, i.reversed AS end
ORDER BY i.reversed DESC
LIMIT 1
"""


async def shared_ends(store: Store, email: str) -> SharedEnds:
    """The letters that the address shares with stored ones at its start and at its end. Takes four seeks."""
    key, reversed_email = f"{_PREFIX}{email}", email[::-1]
    rows = await store.read(_BESIDE, key=key, reversed=reversed_email, first="", last="\uffff")
    start = _shared(key, (row["start"] for row in rows))
    end = _shared(reversed_email, (row["end"] for row in rows))
    return SharedEnds(max(0, start - len(_PREFIX)), end)


def _shared(text: str, stored: Iterable[str | None]) -> int:
    return max((Prefix.similarity(text, each) for each in stored if each is not None), default=0)
