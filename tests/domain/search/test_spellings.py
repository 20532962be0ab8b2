"""Words that differ by one slip are near, and share a remainder."""

from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.search.spellings import is_near, is_slip, is_spelled, near_words, slips

_WORDS = st.text("abcd", min_size=4, max_size=8)


@given(_WORDS, st.data())
def test_one_slip_is_near_and_shares_a_remainder(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("abcd"))
    slipped = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place:],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            ]
        )
    )
    assert slipped == word or is_slip(slipped, word)
    assert set(slips(slipped)) & set(slips(word))


def test_short_words_and_numbers_are_near_nothing() -> None:
    assert [is_near(*pair) for pair in (("ann", "anne"), ("anne", "ann"), ("1049", "1048"), ("anna", "anna"))] == [
        False, True, False, False,
    ]  # fmt: skip
    assert [is_spelled(word) for word in ("ann", "anna", "a1bcd", "fort wayne", "x" * 41)] == [
        False, True, False, True, False,
    ]  # fmt: skip


def test_words_with_the_same_first_letter_come_first() -> None:
    assert near_words("smyth", ["amyth", "smythe", "smith", "smart"]) == ["smith", "smythe", "amyth"]
