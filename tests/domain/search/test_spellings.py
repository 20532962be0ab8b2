"""Words that differ by one slip are near, and share a remainder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Postfix, Prefix

from profile_service.domain.search.spellings import is_near, is_slip, is_spelled, near_words, slipped, slips
from profile_service.domain.sources.records import lookup_form

_WORDS = st.text("abcd", min_size=4, max_size=8)


@st.composite
def _slip(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and what one slip makes of it."""
    word, letter = draw(_WORDS), draw(st.sampled_from("abcd"))
    place = draw(st.integers(0, len(word) - 2))
    changed = [
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word + letter,
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    ]
    return word, draw(st.sampled_from(changed))


@given(_slip())
def test_one_slip_is_near_and_shares_a_remainder(slip: tuple[str, str]) -> None:
    word, typed = slip
    assert typed == word or is_slip(typed, word)
    assert set(slips(typed)) & set(slips(word))


@pytest.mark.parametrize(
    "typed", ["Weißkpof", "Weisskpof", "Weßikopf", "Wessikopf", "Weikßopf", "Weikssopf", "Weßkopf"]
)
def test_letters_beside_a_sharp_s_are_swapped_by_one_slip(typed: str) -> None:
    word, stored = lookup_form(typed), lookup_form("Weißkopf")
    assert near_words(word, [stored, "weisshaupt"]) == [stored]
    assert set(slips(word)) & set(slips(stored))


def test_a_sharp_s_in_one_word_alone_is_two_letters() -> None:
    assert not is_slip("weikopf", "weisskopf")
    assert not is_slip("weitkopf", "weisskopf")


@given(_slip())
def test_what_is_meant_is_within_what_both_share(slip: tuple[str, str]) -> None:
    word, typed = slip
    names = slipped(typed, Prefix.similarity(typed, word), Postfix.similarity(typed, word))
    assert typed == word or word in names
    assert set(names) <= set(slipped(typed, len(typed), len(typed)))
    assert len(names) == len(set(names))


def test_short_words_and_numbers_are_near_nothing() -> None:
    assert [is_near(*pair) for pair in (("ann", "anne"), ("anne", "ann"), ("1049", "1048"), ("anna", "anna"))] == [
        False, True, False, False,
    ]  # fmt: skip
    assert [is_spelled(word) for word in ("ann", "anna", "a1bcd", "fort wayne", "x" * 41)] == [
        False, True, False, True, False,
    ]  # fmt: skip


def test_words_with_the_same_first_letter_come_first() -> None:
    assert near_words("smyth", ["amyth", "smythe", "smith", "smart"]) == ["smith", "smythe", "amyth"]
