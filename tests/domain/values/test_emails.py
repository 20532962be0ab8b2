"""Spellings of one e-mail address become one, and those of two domains stay two."""

import pytest

from profile_service.domain.values.emails import email
from profile_service.domain.values.errors import InvalidInput


@pytest.mark.parametrize(
    "text",
    ["ann@x.example", " ANN@X.Example ", "mailto:ann@x.example", "MAILTO:Ann@x.example?subject=Hi%20you",
     "ann@x.example;", "<ann@x.example>", "Ann Lee <ann@x.example>", '"Lee, Ann" <mailto:ann@x.example>;',
     "ann@x.example <ann@x.example>", "ann@x.example.", "ann@x.example,", "SMTP:ann@x.example", ";ann@x.example"],
)  # fmt: skip
def test_spellings_of_one_address_are_one(text: str) -> None:
    assert email(text) == "ann@x.example"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ann@bücher.example", "ann@bücher.example"),
        ("Ann@XN--BCHER-KVA.example", "ann@bücher.example"),
        ("ann@BÜCHER。example", "ann@bücher.example"),
        ("ann@shop.xn--bcher-kva.example", "ann@shop.bücher.example"),
        ("ann@xn--mgbh0fb.xn--kgbechtv", "ann@مثال.إختبار"),
        ("ann@straße.example", "ann@straße.example"),
        ("ann@xn--strae-oqa.example", "ann@straße.example"),
        ("ann@strasse.example", "ann@strasse.example"),
        ("jörg@x.example", "jörg@x.example"),
        ("ann@xn--zzzz.example", "ann@xn--zzzz.example"),
        ("xn--ann@my_shop.example", "xn--ann@my_shop.example"),
    ],
)
def test_domain_is_one_in_either_encoding(text: str, expected: str) -> None:
    assert email(text) == expected
    assert email(expected) == expected


@pytest.mark.parametrize(
    "text",
    ["ann", "mailto:", "<>", "Ann <ann>", "ann@x.example; bob@x.example", "<ann@x.example> <bob@x.example>", "ann@.",
     "@x.org"],
)  # fmt: skip
def test_what_is_no_address_or_several_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"name@domain\.tld"):
        email(text)
