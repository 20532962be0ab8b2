"""Contradictions between two records, and differences that are none."""

import pytest

from profile_service.domain.resolution.birth_dates import birth_date
from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contradictions import contradict, contradiction_reasons, traits
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

RULES = Rules(types={}, other=TypeRule(priority=1), single_valued_types=("tax_id",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Smith", "ann Smith"),  # the same
        ("Renée Smith", "RENEE Smith"),  # accents and case
        ("Bob Smith", "Robert Smith"),  # a nickname
        ("Bob Smith", "Rob Smith"),  # two nicknames of one name
        ("Kate Smith", "Catherine Smith"),  # a nickname of another spelling
        ("Steph Smith", "Stephanie Smith"),  # a short form of no list
        ("A. Smith", "Ann Smith"),  # an initial
        ("B. Smith", "Robert Smith"),  # the initial of a nickname
        ("Jonh Smith", "John Smith"),  # a typo
        ("Anna-Maria Smith", "Anna Smith"),  # one of two given names
        ("Annamaria Smith", "Anna-Maria Smith"),  # written together
        ("Dr.-Peter Smith", "Peter Smith"),  # a title
        ("Scott Walker", "Walker Scott"),  # given name and family name exchanged
        ("Walker Kim", "Kimberly Walker"),  # and shortened
        ("Ann Smith", "Ann Jones"),  # another family name is no contradiction
        ("? Smith", "Ann Smith"),  # no given name
    ],
)
def test_alike_names_do_not_contradict(one: str, other: str) -> None:
    assert contradiction_reasons(named(one), named(other), RULES) == ()
    assert not contradict(named(other), named(one), RULES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Smith", "Robert Smith"),
        ("A. Smith", "Robert Smith"),
        ("Mary-J. Smith", "John-B. Smith"),  # a middle initial is no given name
        ("Maria-de-la-Luz Smith", "Jose-de-Jesus Smith"),  # nor is a particle
        ("Mr.-Peter Smith", "Mr.-Robert Smith"),  # nor is a title
        ("Mary James", "James Smith"),  # a family name that is also a given name
    ],
)
def test_different_given_names_contradict(one: str, other: str) -> None:
    assert contradiction_reasons(named(one), named(other), RULES) == ("their given names differ",)
    assert contradict(named(other), named(one), RULES)


@pytest.mark.parametrize(("one", "other"), [("Sr.", "Jr."), ("Jr", "III"), ("senior", "II")])
def test_senior_and_junior_contradict(one: str, other: str) -> None:
    a = ComparableRecord("a", given_name="John", family_name=f"Smith {one}")
    b = ComparableRecord("b", given_name=f"John {other}", family_name="Smith")
    assert contradiction_reasons(a, b, RULES) == ("one is called senior and the other junior, or another generation",)
    assert contradict(b, a, RULES)


@pytest.mark.parametrize(("one", "other"), [("Junior", "jr."), ("II", "Jr."), ("", "Jr.")])
def test_names_of_one_generation_agree(one: str, other: str) -> None:
    a = ComparableRecord("a", given_name="John", family_name=f"Smith {one}")
    b = ComparableRecord("b", given_name="John", family_name=f"Smith {other}")
    assert contradiction_reasons(a, b, RULES) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1980-03-05", "1980-03-05"),
        ("1980-03-05", "05/03/1980"),  # day and month exchanged, or in the other order
        ("1980-11-07", "1980-07-11"),
        ("1980-03-05", "1908-03-05"),  # digits exchanged
        ("1980-03-05", "1981-03-06"),  # two edits
        ("1980-03-05", "3/5/80"),  # no century
        ("1980-03-05", "unknown"),  # no date
        ("1980-03-05", "1900-01-01"),  # a placeholder
    ],
)
def test_slips_in_birth_dates_are_allowed(one: str, other: str) -> None:
    a, b = ComparableRecord("a", birth_date=one), ComparableRecord("b", birth_date=other)
    assert contradiction_reasons(a, b, RULES) == contradiction_reasons(b, a, RULES) == ()


@pytest.mark.parametrize("other", ["1991-12-05", "1978-03-15", "1980-11-26", "12/31/77"])
def test_different_birth_dates_contradict(other: str) -> None:
    a, b = ComparableRecord("a", birth_date="1980-03-05"), ComparableRecord("b", birth_date=other)
    assert contradiction_reasons(a, b, RULES) == contradiction_reasons(b, a, RULES) == ("their birth dates differ",)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1987-03-05", "19870305"),
        ("1987-03-05T00:00:00Z", "19870305"),
        ("19870305", "19870305"),
        ("03051987", "19870305"),
        ("3/5/1987", "19870305"),
        ("25.3.1987", "19870325"),
        ("5 March 1987", "19870305"),
        ("Mar 5th, 1987", "19870305"),
        ("3/5/87", "870305"),
        ("1987", ""),
        ("1987-13-32", ""),
        ("1066-10-14", ""),
        ("1970-01-01", ""),
        ("\x18", ""),
        ("", ""),
    ],
)
def test_birth_dates_are_read_from_many_forms(text: str, digits: str) -> None:
    assert birth_date(text) == digits


def test_different_ids_of_one_type_contradict() -> None:
    one, both = record_with("tax_id:1", "email:a@b.org"), record_with("tax_id:1", "tax_id:2")
    other, junk = record_with("tax_id:2", "email:a@b.org"), record_with("tax_id:0000")
    assert contradiction_reasons(one, other, RULES) == ("they hold different values of tax_id",)
    assert [
        contradiction_reasons(one, both, RULES),
        contradiction_reasons(both, other, RULES),
        contradiction_reasons(one, junk, RULES),
    ] == [(), (), ()]


def test_rules_switch_comparisons_off() -> None:
    a = ComparableRecord("a", frozenset({Identifier("tax_id", "1")}), "Ann", "Smith Sr", "1980-03-05")
    b = ComparableRecord("b", frozenset({Identifier("tax_id", "2")}), "Bob", "Smith Jr", "1955-10-21")
    assert len(contradiction_reasons(a, b, RULES)) == 4
    assert (
        contradiction_reasons(a, b, Rules({}, TypeRule(1), names_contradict=False, birth_dates_contradict=False)) == ()
    )


def test_traits_of_several_records_add_up() -> None:
    ann, unnamed, bob = (traits(named(name), RULES) for name in ("Ann Smith", "? Smith", "Bob Smith"))
    assert not unnamed.contradict(bob)
    assert (unnamed | ann).contradict(bob)


def named(text: str) -> ComparableRecord:
    """`Anna-Maria Smith`: hyphens join the words of the given name."""
    given, family = text.split()
    return ComparableRecord(text, given_name=given.replace("-", " "), family_name=family)


def record_with(*keys: str) -> ComparableRecord:
    pairs = (key.split(":") for key in keys)
    return ComparableRecord("-".join(keys), frozenset(Identifier(type, value) for type, value in pairs))
