"""The keys under which a record is found."""

import pytest

from profile_service.domain.search.search_keys import (
    dictionary_words,
    domain_words,
    name_words,
    postal_key,
    search_keys,
    street_key,
    street_name,
)
from tests.rig.people import record


def test_record_has_a_key_for_each_way() -> None:
    ada = record(
        "till:1", name="Dr. Ada Mary Byron", postal_code="SW1A 1AA", city="New Ross", street="Flat 2",
        birth_date="1815-12-10",
    )  # fmt: skip
    assert search_keys(ada) == (
        "ada mary byron",
        "byron ada mary",
        "sw1a1aa byron ada mary",
        "new ross byron ada mary",
        None,
        "flat 2",
        "sw1a1aa ada mary byron till:1",
        "new ada mary byron till:1",
        "flat ada mary byron till:1",
    )


def test_birth_day_stands_before_the_name() -> None:
    assert search_keys(record("till:1", name="Ada Byron", birth_date="1985-12-10")).birth_name == "19851210 byron ada"
    assert search_keys(record("till:1", name="Ada Byron", birth_date="03/04/1985")).birth_name is None, "two days"


def test_record_without_a_name_has_no_key_by_place() -> None:
    assert search_keys(record("till:1", postal_code="10115", city="Berlin")) == (None,) * 9


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mrs Ann-Marie Smith", "ann marie smith"),
        ("Smith, Ann", "smith ann"),
        ("John Smith Jr.", "john smith"),
        ("Junior", "junior"),
        ("Dame", "dame"),
        ("", ""),
    ],
)
def test_titles_are_no_words_of_a_name(name: str, words: str) -> None:
    assert " ".join(name_words(name)) == words


@pytest.mark.parametrize(
    ("street", "key"),
    [
        ("12 Main Street, Apt 4", "main st 12"),
        ("Main St. 12", "main st 12"),
        ("12 Main Street Apt 4", "main st 12"),
        ("Hauptstraße 5a", "hauptstr 5a"),
        ("Hauptstr. 5a", "hauptstr 5a"),
        ("8 rue de la Paix", "rue de la paix 8"),
    ],
)
def test_street_ends_with_its_number(street: str, key: str) -> None:
    assert street_key(street) == key


def test_postal_code_has_no_blanks() -> None:
    assert [postal_key(code) for code in ("46802-1234", "k1a 0b1", "00-950", "")] == ["46802", "k1a0b1", "00950", ""]


def test_dictionary_has_words_that_begin_a_key() -> None:
    ada = record("till:1", ("email", "ada@byron.example"), name="Ada Mary Byron", city="New Ross")
    assert dictionary_words(ada, search_keys(ada)) == {"byron", "new ross"}
    assert domain_words(ada.identifiers) == {"byron.example"}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("old mill rd 4", "old mill"), ("hauptstr 12", "hauptstr"), ("st james st 4", "st james"),
        ("rue verte 9", "rue verte"), ("", ""),
    ],
)  # fmt: skip
def test_street_name_leaves_out_its_usual_word_and_the_number(key: str, name: str) -> None:
    assert street_name(key) == name
