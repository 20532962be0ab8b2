"""Matches of many look-ups, found by one statement of which each look-up is a branch."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from profile_service.domain.search.hits import SearchMatch, coverage
from profile_service.domain.search.lookups import Index, Lookup
from profile_service.domain.search.spellings import is_slip
from profile_service.domain.search.typed_text import TypedText
from profile_service.store.engine.store import Row, Store
from profile_service.store.search.branches import BRANCHES, EXACT
from profile_service.store.search.dictionary import NEAR_WORDS

BRANCH_LIMIT = 200
"""Matches that a branch returns at most; a longer text has fewer."""
_SCANNED = 500
_LAST = "\uffff"


@dataclass(frozen=True, slots=True)
class FoundMatches:
    """`has_more`: a look-up found more matches for all typed words than it returned. `words`: those of the store's
    dictionary that share a slip with the ones asked for."""

    matches: list[SearchMatch]
    has_more: bool
    words: frozenset[str] = frozenset()


async def find_matches(
    store: Store, typed: TypedText, lookups: Iterable[Lookup], slips: Iterable[str] = ()
) -> FoundMatches:
    """The records that match, of each look-up up to BRANCH_LIMIT, and the dictionary's words for the slips. Costs one
    statement, or none where there is nothing to look up."""
    sought = _padded(dict.fromkeys(lookups))
    asked = sorted(set(slips))
    branches = [_numbered(BRANCHES[each.index], number) for number, each in enumerate(sought)]
    if asked:
        branches.append(NEAR_WORDS)
    if not branches:
        return FoundMatches([], has_more=False)
    parameters: dict[str, object] = {"limit": BRANCH_LIMIT, "scanned": _SCANNED, "slips": asked}
    for number, each in enumerate(sought):
        parameters |= {f"{name}{number}": value for name, value in _parameters(each).items()}
        parameters[f"lookup{number}"] = number
    rows = await store.read("UNION ALL".join(branches), **parameters)
    words = frozenset(row["text"] for row in rows if row["lookup"] is None)
    found = [(row["lookup"], _match(typed, sought[row["lookup"]], row)) for row in rows if row["lookup"] is not None]
    return FoundMatches([match for _, match in found if match], _has_more(typed, found), words)


def _padded(lookups: Iterable[Lookup]) -> list[Lookup]:
    """The look-ups by index, those in each filled up to a power of two with some that find nothing: so texts send few
    different statements, each of which Neo4j plans but once."""
    by_index: dict[Index, list[Lookup]] = defaultdict(list)
    for each in sorted(lookups, key=attrgetter("index")):
        by_index[each.index].append(each)
    return [each for some in by_index.values() for each in some + _fillers(some)]


def _fillers(some: Sequence[Lookup]) -> list[Lookup]:
    missing = (1 << (len(some) - 1).bit_length()) - len(some)
    return [replace(some[0], sought=_LAST * 2)] * missing


def _has_more(typed: TypedText, found: Iterable[tuple[int, SearchMatch | None]]) -> bool:
    """Whether a look-up that covers all words returned as much as it may: of one that covers some, nobody needs all."""
    numbers = Counter(number for number, match in found if match and len(match.words) == len(typed.words))
    return max(numbers.values(), default=0) >= BRANCH_LIMIT


def _parameters(by: Lookup) -> dict[str, object]:
    parameters: dict[str, object] = {"sought": by.sought}
    if by.index not in EXACT:
        parameters["end"] = by.sought + _LAST
    if by.like:
        parameters["domain"] = by.like[by.like.rindex("@") :]
        parameters["shortest"], parameters["longest"] = len(by.like) - 1, len(by.like) + 1
    return parameters


def _numbered(cypher: str, number: int) -> str:
    """The branch with parameters of its own."""
    for name in ("lookup", "sought", "end", "domain", "shortest", "longest"):
        cypher = cypher.replace(f"${name}", f"${name}{number}")
    return cypher


def _match(typed: TypedText, by: Lookup, row: Row) -> SearchMatch | None:
    """The match of a row; None where it is not as like the typed word as the look-up asks for."""
    if by.like and not is_slip(by.like, row["text"]):
        return None
    name = coverage(typed, row["name"])
    is_nickname = by.kind == "name" and name.nicknames
    return SearchMatch(
        profile=row["profile"],
        record=row["record"],
        kind="nickname" if is_nickname else by.kind,
        text=row["name"] if by.kind in ("name", "nickname") else row["text"],
        words=by.words | name.whole | name.begun | (name.near if by.near else frozenset()),
        begun=name.begun - by.words,
        near=by.near,
        former=bool(row["former"]),
    )
