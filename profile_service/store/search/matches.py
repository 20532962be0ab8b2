"""Matches of many look-ups, found by one statement."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from profile_service.domain.search.email_readings import SharedEnds
from profile_service.domain.search.hits import SearchMatch, coverage
from profile_service.domain.search.lookups import Lookup
from profile_service.domain.search.typed_text import TypedText
from profile_service.store.engine.store import Row, Store
from profile_service.store.search.address_neighbours import shared_ends
from profile_service.store.search.branches import Asides, branched, grouped

BRANCH_LIMIT = 200
"""Matches that a branch returns at most; a longer text has fewer."""
_NOTHING = Asides()
AsSeen: TypeAlias = Callable[[SearchMatch], SearchMatch | None]
"""What somebody may know of a match; None for nothing."""


@dataclass(frozen=True, slots=True)
class FoundMatches:
    """`has_more`: a look-up found more matches for all typed words than it returned, of which some are seen. `words`:
    those of the store's dictionary that were asked for, or share a slip. `shared`: of each e-mail asked for the ends
    that stored ones share with it."""

    matches: list[SearchMatch]
    has_more: bool
    words: frozenset[str] = frozenset()
    shared: Mapping[str, SharedEnds] = field(default_factory=dict)


async def find_matches(
    store: Store,
    typed: TypedText,
    lookups: Iterable[Lookup],
    asides: Asides = _NOTHING,
    as_seen: AsSeen = lambda match: match,
) -> FoundMatches:
    """The records that match, of each look-up up to BRANCH_LIMIT, as they are seen, and the answers to what is asked
    beside. Costs one statement, or none where there is nothing to ask."""
    sought = list(dict.fromkeys(lookups))
    if not (sought or any(asides)):
        return FoundMatches([], has_more=False)
    cypher, parameters = (grouped if store.engine == "neo4j" else branched)(sought, asides)
    rows = await store.read(cypher, **parameters, limit=BRANCH_LIMIT)
    others = [row for row in rows if row["lookup"] is None]
    words = frozenset(row["text"] for row in others if row["record"] is None)
    shared = {email: shared_ends(email, others) for email in asides.emails}
    found = [(row["lookup"], _match(typed, sought[row["lookup"]], row)) for row in rows if row["lookup"] is not None]
    seen = [(number, match) for number, stored in found if (match := as_seen(stored))]
    # By the last word of a name that may begin with a particle all of that word are found.
    covering = [match for _, match in seen if match.words]
    return FoundMatches(covering, _has_more(typed, found, seen), words, shared)


def _has_more(
    typed: TypedText, found: Iterable[tuple[int, SearchMatch]], seen: Iterable[tuple[int, SearchMatch]]
) -> bool:
    """Whether a look-up that covers all words returned as much as it may: of one that covers some, nobody needs all,
    and of one of which nothing is seen nobody may know."""
    numbers = Counter(number for number, match in found if len(match.words) == len(typed.words))
    covering = {number for number, match in seen if len(match.words) == len(typed.words)}
    return max((numbers[number] for number in covering), default=0) >= BRANCH_LIMIT


def _match(typed: TypedText, by: Lookup, row: Row) -> SearchMatch:
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
        sought=by.words,
    )
