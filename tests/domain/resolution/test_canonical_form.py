"""Spellings that the issuer of an identifier treats as one have one canonical form."""

import pytest

from profile_service.domain.resolution.canonical_form import canonical, distinct_value
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

GMAIL = frozenset({"gmail.com", "googlemail.com"})
RULES = Rules(
    types={
        "email": TypeRule(3, dotless=GMAIL, plus=GMAIL | {"outlook.com"}),
        "loyalty_id": TypeRule(2, ignores_case=True, ignores_punctuation=True),
        "member_id": TypeRule(2, ignores_case=True),
        "badge": TypeRule(2, ignores_punctuation=True),
    },
    other=TypeRule(2),
)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("email:a.n.n+shop@gmail.com", "email_folded:ann@gmail.com"),
        ("email:ann@gmail.com", "email_folded:ann@gmail.com"),  # in canonical form already, and still gets one
        ("email:a.nn@googlemail.com", "email_folded:ann@gmail.com"),
        ("email:a.n+x@outlook.com", "email_folded:a.n@outlook.com"),
        ("email:+x@gmail.com", "email_folded:+x@gmail.com"),  # nothing is before the plus
        ("email:a.n+x@mail.example.org", None),
        ("loyalty_id:HH 47-11", "loyalty_id_folded:hh4711"),
        ("loyalty_id:--", None),  # nothing would be left
        ("member_id:AB-1", "member_id_folded:ab-1"),
        ("badge:AB-1", "badge_folded:AB1"),
        ("loyalty_id:00-00", None),  # junk
        ("phone:+33142685300", None),
        ("loyalty_id_folded:hh4711", None),
    ],
)
def test_spellings_have_one_canonical_form(key: str, expected: str | None) -> None:
    form = canonical(as_identifier(key), RULES)
    assert (form and form.key) == expected


def test_plus_may_count_for_every_domain() -> None:
    rules = Rules({"email": TypeRule(3, plus=frozenset({"*"}))}, TypeRule(2))
    assert canonical(as_identifier("email:a.n+x@mail.example.org"), rules) == as_identifier(
        "email_folded:a.n@mail.example.org"
    )


def test_unlisted_domain_of_a_system_stays() -> None:
    rules = Rules({"email": TypeRule(3, dotless=frozenset({"googlemail.com"}))}, TypeRule(2))
    assert canonical(as_identifier("email:a.n@googlemail.com"), rules) == as_identifier(
        "email_folded:an@googlemail.com"
    )


def test_spellings_of_one_value_count_once() -> None:
    values = {
        distinct_value(as_identifier(key), RULES)
        for key in ("email:a.n@gmail.com", "email:an@gmail.com", "email:an@b.org")
    }
    assert values == {"an@gmail.com", "an@b.org"}


def as_identifier(key: str) -> Identifier:
    return Identifier(*key.split(":"))


@pytest.mark.parametrize(
    ("email", "canonical_value"),
    [
        ("a+b+c@gmail.com", "a@gmail.com"),  # from the first plus on
        ("...@gmail.com", "...@gmail.com"),  # nothing would be left
        ("a.b@googlemail.com", "ab@gmail.com"),
    ],
)
def test_what_stands_before_the_first_plus_counts(email: str, canonical_value: str) -> None:
    assert canonical(Identifier("email", email), RULES) == Identifier("email_folded", canonical_value)


def test_one_mail_system_is_one_where_either_of_its_names_is_named() -> None:
    either = Rules(
        {"email": TypeRule(3, dotless=frozenset({"googlemail.com"}), plus=frozenset({"gmail.com"}))}, TypeRule(2)
    )
    assert canonical(as_identifier("email:a.n@googlemail.com"), either) == as_identifier("email_folded:an@gmail.com")
    assert canonical(as_identifier("email:a.n+x@gmail.com"), either) == as_identifier("email_folded:a.n@gmail.com")
    assert canonical(as_identifier("email:a.n+x@outlook.com"), either) is None
