"""Which profile of a search comes first."""

import pytest

from profile_service.domain.search.hits import SearchMatch, coverage, hits_after, ranked_hits
from profile_service.domain.search.lookups import MatchKind
from profile_service.domain.search.typed_text import typed_text
from profile_service.domain.values.cursors import read_cursor, write_cursor
from profile_service.domain.values.errors import InvalidInput

_TEXT = typed_text("Ann Kaya 77")


def _match(
    profile: str, *words: int, kind: MatchKind = "name", near: bool = False, former: bool = False
) -> SearchMatch:
    return SearchMatch(profile, f"crm:{profile}", kind, "text", frozenset(words), near=near, former=former)


def _order(*matches: SearchMatch) -> list[str]:
    return [hit.profile for hit in ranked_hits(_TEXT, matches)]


def test_all_words_come_before_some() -> None:
    assert _order(_match("p1", 0, 1, kind="order"), _match("p2", 0, 1, 2)) == ["p2", "p1"]


def test_matches_of_a_profile_add_up() -> None:
    (hit,) = ranked_hits(_TEXT, [_match("p1", 2, kind="phone"), _match("p1", 0, 1)])
    assert (hit.missing, hit.is_whole, hit.match) == (0, True, "name")


def test_exact_comes_before_near() -> None:
    assert _order(_match("p1", 0, 1, 2, near=True, kind="order"), _match("p2", 0, 1, 2)) == ["p2", "p1"]


def test_profile_is_near_only_where_that_covers_more() -> None:
    (hit,) = ranked_hits(_TEXT, [_match("p1", 0, 1), _match("p1", 0, 1, near=True)])
    assert not hit.near
    (hit,) = ranked_hits(_TEXT, [_match("p1", 0), _match("p1", 0, 1, near=True)])
    assert hit.near


def test_what_names_one_thing_comes_before_what_may_name_many() -> None:
    kinds: list[MatchKind] = ["nickname", "city", "street", "name", "phone", "reference", "order", "identifier", "id"]
    assert _order(*(_match(kind, 0, 1, 2, kind=kind) for kind in kinds)) == kinds[::-1]


def test_current_comes_before_former() -> None:
    assert _order(_match("p1", 0, 1, 2, former=True), _match("p2", 0, 1, 2)) == ["p2", "p1"]


def test_name_covers_words_wholly_begun_or_nearly() -> None:
    typed = typed_text("Bob Kay Smithh")
    assert list(map(set, coverage(typed, "robert kaya smith"))) == [{0}, {0}, {1}, {2}]


@pytest.mark.parametrize(
    ("text", "name", "whole"),
    [
        ("Yann Legoff", "yann le goff", {0, 1}),
        ("Legoff", "yann le goff", {0}),
        ("Yann Le Goff", "yann legoff", {0, 1, 2}),
        ("de la Croix", "anne delacroix", {0, 1, 2}),
        ("Delacroix", "anne de la croix", {0}),
        ("O'Brien", "pat o brien", {0}),
        ("Yann Legoff", "yann goff", {0}),
        ("Ann Kaya", "annkaya smith", set[int]()),
    ],
)
def test_particle_is_together_with_its_name_or_apart(text: str, name: str, whole: set[int]) -> None:
    assert coverage(typed_text(text), name).whole == whole


def test_capitals_are_the_initials_of_two_given_names() -> None:
    for text, name, begun in (
        ("JB Moreau", "jean baptiste moreau", {0}),
        ("Moreau JB", "jean baptiste moreau", {1}),
        ("Jb Moreau", "jean baptiste moreau", set[int]()),
        ("HM Moreau", "hugo moreau", set[int]()),
    ):
        assert coverage(typed_text(text), name).begun == begun, text


def test_cursor_goes_on_after_its_hit() -> None:
    hits = ranked_hits(_TEXT, [_match(f"p{n}", 0, 1, 2) for n in range(5)])
    assert hits_after(hits, hits[1].cursor) == hits[2:]


def test_cursor_of_a_profile_that_has_gone_leaves_none_out() -> None:
    hits = ranked_hits(_TEXT, [*(_match(f"p{n}", 0, 1, 2) for n in range(3)), _match("p9", 0, 1)])
    assert hits_after([hits[0], *hits[2:]], hits[1].cursor) == [hits[0], *hits[2:]]
    assert hits_after(hits[:3], hits[3].cursor) == []


def test_cursor_does_not_say_what_was_matched() -> None:
    (hit,) = ranked_hits(_TEXT, [_match("p1", 0, 1, 2)])
    assert hit.matches[0].text not in read_cursor(hit.cursor)


@pytest.mark.parametrize("position", ["5\x1fann", "0\x1f0\x1f0\x1f5\x1fx\x1fann\x1fp1", "\u0665", ""])
def test_cursor_of_another_list_is_refused(position: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        hits_after([], write_cursor(position))
    assert str(refused.value) == "the cursor is not one of a search; take endCursor of the page before"
