"""A typed text is taken apart into what must match."""

import pytest

from profile_service.domain.search.typed_text import typed_text
from profile_service.domain.values.errors import InvalidInput

_WORDS_OF_TEXT = {
    "Bella Rossi, the kettle, order no. R-2044": "name:bella name:rossi name:kettle order:r2044",
    "#2044": "order:2044",
    "ticket number 00918": "case:00918",
    "Bestellnr. 77": "name:bestellnr number:77",
    "Bestellung Nr. 77": "order:77",
    "commande n° 1049": "order:1049",
    "commande numéro WEB/2026/0107": "order:web20260107",
    "nº 1049": "number:1049",
    "n°": "name:ndeg",
    "suivi 6A12345678901": "reference:6a12345678901",
    "loyalty card 3312": "identifier:3312",
    "Frau Dr. Özlem Kaya": "name:ozlem name:kaya",
    "Dame": "name:dame",
    "Özlem aus Kassel": "name:ozlem name:kassel",
    "Carmen de la Vega": "name:carmen name:de name:la name:vega",
    "Rossi, Mrs.": "name:rossi",
    "M. Lefèvre": "name:m name:lefevre",
    "Born, Max": "name:born name:max",
    "Max Weber born 4 Mar 1961": "name:max name:weber date:4 Mar 1961",
    "1961-03-04": "date:1961-03-04",
    "born 4 Mar 1961": "date:4 Mar 1961",
    "Max Weber, né le 1er mars 1961": "name:max name:weber date:1er mars 1961",
    "née le 24 décembre 1949": "date:24 décembre 1949",
    "Eva Weber geboren am 24. Dezember 1949": "name:eva name:weber date:24. Dezember 1949",
    "geb. 24.12.1949 Weber": "date:24.12.1949 name:weber",
    "nacida el 24 de diciembre de 1949": "date:24 de diciembre de 1949",
    "nata il 24 dicembre 1949": "date:24 dicembre 1949",
    "nascido em 24 de dezembro de 1949": "date:24 de dezembro de 1949",
    "Nowak ur. 24.12.1949": "name:nowak date:24.12.1949",
    "urodzona 24 grudnia 1949": "date:24 grudnia 1949",
    "12 Mill 1949": "number:12 name:mill number:1949",
    "Max Geb": "name:max name:geb",
    "(0)171 555 0123": "phone:01715550123",
    "Kaya +49 171 5550123": "name:kaya phone:491715550123",
    "(415) 555-2671 x7": "phone:4155552671",
    "Kaya EC1A 1BB": "name:kaya number:ec1a1bb",
    "Kaya 114 55": "name:kaya number:11455",
    "7 Mill Road": "number:7 name:mill name:road",
    "Bella@Rossi.example": "email:bella@rossi.example",
    "@rossi.example": "email:@rossi.example",
    "Anna-Maria O'Neil": "name:anna name:maria name:oneil",
    "Ольга Петрова": "name:olga name:petrova",
    "123": "number:123",
}


def test_words_are_told_apart() -> None:
    words = {text: typed_text(text).words for text in _WORDS_OF_TEXT}
    assert {text: " ".join(f"{w.kind}:{w.form}" for w in each) for text, each in words.items()} == _WORDS_OF_TEXT


_NUMBERS_OF_TEXT = {
    "CMD-2026-0101": "CMD-2026-0101",
    "n° FR-2026-10102": "FR-2026-10102",
    "Kaya, WEB/2026/0107": "WEB/2026/0107",
    "CMD 2026 0101": "CMD 2026 0101",
    "order no. CMD 2026 0101": "CMD 2026 0101",
    "ORD-2024-1004": "ORD-2024-1004",
    "ORD 2024 1004": "ORD 2024 1004",
    "B-20260106.": "B-20260106",
    "order CMD-2026-0101": "",
    "T-77007": "",
    "order 1049": "",
    "567-555-0105": "",
    "Ann Kaya 2026 0101": "",
    "ann@web-2026-01.example": "",
}


def test_numbers_of_letters_and_digits_are_kept_whole() -> None:
    numbers = {text: " ".join(number.text for number in typed_text(text).numbers) for text in _NUMBERS_OF_TEXT}
    assert numbers == _NUMBERS_OF_TEXT


@pytest.mark.parametrize("text", ["", "  ", "x" * 201, "a\x00b", "\ud800"])
def test_unreadable_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        typed_text(text)


def test_many_words_are_cut() -> None:
    assert len(typed_text(" ".join(f"word{n}" for n in range(30))).words) == 12


@pytest.mark.parametrize(
    ("text", "kind"), [("123", "number"), ("1234", "phone"), ("1" * 15, "phone"), ("1" * 16, "number")]
)
def test_phone_has_four_to_fifteen_digits(text: str, kind: str) -> None:
    assert [word.kind for word in typed_text(text).words] == [kind]


def test_text_has_two_hundred_characters() -> None:
    assert typed_text("x" * 200).words[0].form == "x" * 200
    with pytest.raises(InvalidInput, match="the text to search for is longer than 200 characters"):
        typed_text("x" * 201)
    with pytest.raises(InvalidInput, match="the text to search for is blank"):
        typed_text(" ")


def test_address_is_sought_as_it_is_stored() -> None:
    typed = typed_text("from Ann <MAILTO:Ann@XN--BCHER-KVA.example>")
    assert [(word.kind, word.form) for word in typed.words if word.kind == "email"] == [("email", "ann@bücher.example")]
