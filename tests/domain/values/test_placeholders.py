"""What is written for nobody is no id, no name and no date; names that look like it stay."""

import pytest

from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.placeholders import is_nobodys_family_name, is_nobodys_name, stated_birth_date


@pytest.mark.parametrize(
    "text",
    ["undefined", "[object Object]", "true", "FALSE", "(null)", "'null'", "None", "NaN", "nil", "0", "-1",
     "#REF!", "#VALUE!", "#N/A", "#NAME?", "1.23457E+12", "${customer.card}", "{{card}}", "%%CARD%%", "*|CARD|*",
     "distinct_id", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
)  # fmt: skip
def test_words_of_programs_are_no_ids(text: str) -> None:
    assert Identifier("badge", text).is_placeholder
    assert not Identifier("badge", f"{text}7x").is_placeholder


@pytest.mark.parametrize(
    "text",
    ["Unknown", "N/A", "[to be asked]", "(none)", "{{name}}", "-", ".", "***", "xxx", "Guest", "Test", "test user",
     "Caller +47 912 34 567", "Unknown caller (912) 345-6789", "Visitor 8812", "Anonymous User", "Customer #77",
     "+47 912 34 567", "liv@home.example", "12345", "null", "NaN", "Unbekannt", "不明", "First Name"],
)  # fmt: skip
def test_what_is_written_for_nobody_is_no_name(text: str) -> None:
    assert is_nobodys_name(text)


@pytest.mark.parametrize(
    "text",
    ["Nan", "Na", "Nil", "A", "An", "No", "X", "Liv Guest", "Nan Null", "Li Na", "Truman", "X Æ A-12", "Nadia", "李娜",
     "Testa", "Mark Caller", "O'Neil", "Liv (Oslo)"],
)  # fmt: skip
def test_names_that_look_like_it_stay(text: str) -> None:
    assert not is_nobodys_name(text)


@pytest.mark.parametrize(
    ("given", "family", "is_nobodys"),
    [("Liv", "Null", False), ("Liv", "Guest", False), ("Liv", "Test", False), ("Liv", "null", True),
     ("Liv", "Unknown", True), ("", "Guest", True), ("", "Dahl", False)],
)  # fmt: skip
def test_family_name_is_judged_beside_the_given_name(given: str, family: str, *, is_nobodys: bool) -> None:
    assert is_nobodys_family_name(family, given) == is_nobodys


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1604-07-30", "--07-30"), ("16040730", "--07-30"), ("0000-07-30", "--07-30"), ("--0730", "--07-30"),
     ("--07-30", "--07-30"), ("1900-01-01", ""), ("1970-01-01T00:00:00Z", ""), ("0000-00-00", ""), ("9999-12-31", ""),
     ("1111-11-11", ""), ("01/01/1900", ""), ("1970-01-02", "1970-01-02"), ("30.07.1984", "30.07.1984"),
     ("July 1984", "July 1984")],
)  # fmt: skip
def test_birth_date_that_a_system_filled_in_is_none(text: str, expected: str) -> None:
    assert stated_birth_date(text) == expected
