"""The script of a text is that of its letters."""

import pytest

from profile_service.domain.values.scripts import has_family_first, is_alphabetic, script


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann-Marie 2", "LATIN"),
        ("Łucja", "LATIN"),
        ("Ａｎｎ", "LATIN"),
        ("Юлия", "CYRILLIC"),
        ("ゆう子", "CJK+HIRAGANA"),
        ("ｻｸﾗ", "KATAKANA"),
        ("サーラ", "KATAKANA"),
        ("佐々木", "CJK"),
        ("राहुल", "DEVANAGARI"),
        ("2 -", ""),
        ("", ""),
        ("٣", ""),
    ],
)
def test_letters_tell_the_script(text: str, expected: str) -> None:
    assert script(text) == expected


def test_sign_of_a_syllable_is_no_initial() -> None:
    assert [is_alphabetic(letter) for letter in ("Ю", "A", "健", "김", "さ")] == [True, True, False, False, False]


def test_family_name_comes_first_in_eastern_scripts() -> None:
    assert [has_family_first(word) for word in ("佐藤", "김", "さとう", "サラ", "Sato", "Юлия", "")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip
