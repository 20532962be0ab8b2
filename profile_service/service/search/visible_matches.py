"""What a caller may be told of the matches of a search."""

from dataclasses import replace

from profile_service.domain.access.masks import is_shown_by_mask
from profile_service.domain.access.rights import Rights, allows
from profile_service.domain.profile.views import View
from profile_service.domain.search.hits import SearchMatch
from profile_service.domain.search.lookups import NAMES_ONE, MatchKind

_BESIDE_THE_NAME: frozenset[MatchKind] = frozenset({"birth_date", "postal_code", "street", "city"})
"""What is looked up together with the name, which matches as well and stands in the value."""
_QUOTED = ("support_ticket", "tracking", "payment")
"""Kinds of the events whose numbers people quote."""


def visible_match(match: SearchMatch, text: str, rights: Rights, view: View) -> SearchMatch | None:
    """What the caller may know of the match: where names are masked for them, not which words the name has; None where
    they may not know of it at all."""
    if not _is_visible(match, text, rights, view):
        return None
    return match if allows(rights.clear, "name") else replace(match, words=match.sought, begun=frozenset())


def _is_visible(match: SearchMatch, text: str, rights: Rights, view: View) -> bool:
    """Whether the caller may know of the match. By a part of a value that is masked for them nobody is found, for they
    could guess it bit by bit, but by the digits that the mask of a phone shows; nor by a record of a source that is
    hidden from them, nor by an order or a number of an event whose kind the view does not show."""
    if not rights.shows_source(match.source) or not _is_of_a_shown_kind(match, view):
        return False
    if match.kind == "identifier" and match.near:
        return allows(rights.clear, match.text.partition(":")[0])
    if match.kind in NAMES_ONE or all(allows(rights.clear, name) for name in _attributes(match.kind)):
        return True
    return match.kind == "phone" and view.shows_identifier("phone") and is_shown_by_mask(text, match.text)


def _is_of_a_shown_kind(match: SearchMatch, view: View) -> bool:
    if match.kind == "order":
        return view.shows_kind("order")
    return match.kind != "reference" or all(map(view.shows_kind, _QUOTED))


def _attributes(kind: MatchKind) -> tuple[str, ...]:
    if kind == "nickname":
        return ("name",)
    return (kind, "name") if kind in _BESIDE_THE_NAME else (kind,)
