"""Texts lose what programs and spreadsheets put into them, and keep what a person typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.text import clean, tidy, visible, without_unseen


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zo&euml; D&#39;Arcy", "Zoë D'Arcy"),
        ("Salt &amp; Pepper", "Salt & Pepper"),
        ("Salt &amp;amp; Pepper", "Salt & Pepper"),
        ("&#x22;Oslo&#x22;&nbsp;chair", '"Oslo" chair'),
        ("&lt;3", "<3"),
        ("Milo&scaron; &ccaron;", "Miloš č"),
    ],
)
def test_html_entities_become_characters(text: str, expected: str) -> None:
    assert tidy(text) == expected


@pytest.mark.parametrize("text", ["P&Q", "R&D; B", "a=1&copy=2&lt=3", "&notit;", "&unknown;", "Q&A", "& &", "&#;"])
def test_ampersand_of_no_entity_stays(text: str) -> None:
    assert tidy(text) == text


@pytest.mark.parametrize("sign", list("\u00ad\u061c\u200b\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\x07\x9c"))
def test_invisible_signs_are_taken_out(sign: str) -> None:
    assert tidy(f"{sign}Li{sign}v{sign}") == "Liv"
    assert tidy(f"{sign}лі{sign}") == "лі"


@pytest.mark.parametrize("blank", list("\u00a0\u1680\u2003\u202f\u205f\u3000"))
def test_odd_blanks_become_blanks(blank: str) -> None:
    assert tidy(f"{blank}Liv{blank}Dahl{blank}") == "Liv Dahl"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\u2028", "\x85"])
def test_line_breaks_are_of_one_kind(end: str) -> None:
    assert tidy(f"first{end}second{end}") == "first\nsecond"


@pytest.mark.parametrize("text", ["سیب\u200cزمینی", "क्\u200dष", "👩\u200d🌾 farm", "🏳\ufe0f\u200d🌈", "I ❤\ufe0f"])
def test_joiners_inside_words_and_emoji_stay(text: str) -> None:
    assert tidy(text) == text
    assert tidy(f"\u200c{text}\u200d") == text


def test_joiner_among_european_letters_is_taken_out() -> None:
    assert tidy("Li\u200cv, Ни\u200dна") == "Liv, Нина"


@pytest.mark.parametrize("text", ["\u3164", "\u2800\u2800", "\u115f", "&#8203;", "&nbsp;", "\u200e \u200f"])
def test_text_that_shows_nothing_is_blank(text: str) -> None:
    assert tidy(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('="0042"', "0042"),
        ('="6"" pan"', '6" pan'),
        ('"0042"', '"0042"'),
        ('="a"&"b"', '="a"&"b"'),
        ("'0042", "0042"),
        ("'+47 22 12 34 56", "+47 22 12 34 56"),
        ('\'="0042"', "0042"),
        ("'s-Gravenhage", "'s-Gravenhage"),
        ("'70s soul", "'70s soul"),
        ("'0042'", "'0042'"),
    ],
)
def test_protection_from_spreadsheets_is_taken_off(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_text_loses_control_characters() -> None:
    assert clean(" ﬁn\x07e\tday\n") == "fine\tday"
    assert clean("a\x1f b") == "a b"


def test_identifier_keeps_no_unseen_sign() -> None:
    assert without_unseen("سیب\u200cزمینی") == "سیبزمینی"
    assert without_unseen("7\ufe0f") == "7"


@pytest.mark.parametrize(("text", "reason"), [("a\x00", "holds a NUL"), ("\ud800", "holds a lone surrogate")])
def test_text_that_cannot_be_stored_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        clean(text)


_PIECES = st.sampled_from(
    ["&", "amp;", "lt;", "#38;", "'", "=", '"', "7", "é", "\u200b", "\u200d", "\u3164", " ", "\r"]
)


@given(st.lists(_PIECES, max_size=6).map("".join) | st.text(max_size=12))
def test_tidying_again_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="&'="), max_size=40))
def test_plain_text_is_only_trimmed(text: str) -> None:
    assert tidy(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Zoé 客 ok", "Zoé 客 ok"), ("a\x1b[31m\n", "a\\x1b[31m\\n"), ("\u202eevil", "\\u202eevil"), ("", "")],
)
def test_signs_that_show_nothing_are_shown_by_their_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown
