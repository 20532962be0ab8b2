"""Given names that may be one person's, and those that may not."""

from itertools import combinations

import pytest

from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contradictions import contradict
from profile_service.domain.resolution.rules import Rules, TypeRule

_PLAIN = Rules({}, TypeRule(1))
_GENERATIONS = {
    1: ("Sr", "Snr", "Senior"), 2: ("Jr", "Jnr", "Junior", "II", "2nd"), 3: ("III", "3rd"), 4: ("IV",),
}  # fmt: skip
_NAMED = [(number, name) for number, names in _GENERATIONS.items() for name in names]


@pytest.mark.parametrize(("one", "other"), list(combinations(_NAMED, 2)))
def test_generations_contradict_each_other(one: tuple[int, str], other: tuple[int, str]) -> None:
    a, b = (ComparableRecord(name, given_name="John", family_name=f"Smith {name}") for _, name in (one, other))
    assert contradict(a, b, _PLAIN) == (one[0] != other[0])


@pytest.mark.parametrize("word", "mr mrs ms miss mx dr prof herr frau mme mlle sig sra".split())
def test_title_makes_no_names_alike(word: str) -> None:
    assert _differ(f"{word} Peter", f"{word} Robert")


@pytest.mark.parametrize("word", "de del della da do dos das di du la le los las van von der y e and und".split())
def test_particle_makes_no_names_alike(word: str) -> None:
    assert _differ(f"Peter {word}", f"{word} Robert")
    assert not _differ(word, word)


def _differ(one: str, other: str) -> bool:
    a, b = ComparableRecord("a", given_name=one), ComparableRecord("b", given_name=other)
    assert contradict(a, b, _PLAIN) == contradict(b, a, _PLAIN)
    return contradict(a, b, _PLAIN)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Xyb", "Xybertolt", False),  # three letters are how the other begins
        ("Xy", "Xybertolt", True),  # two are not
        ("Martha", "Marhta", False),  # Jaro-Winkler 0.96
        ("Dwayne", "Duane", True),  # 0.84
        ("Jo", "Joanna", False),  # a short form
        ("J", "Joanna", False),
        ("J", "Robert", True),
        ("J R", "Robert", True),  # the second initial is no first
    ],
)
def test_beginnings_and_typos_make_names_alike(one: str, other: str, *, differ: bool) -> None:
    assert _differ(one, other) == differ


def test_initial_of_a_rare_name_is_an_initial_too() -> None:
    assert not _differ("X", "Xybertolt")
    assert not _differ("B", "Robert"), "Bob"
    assert _differ("Q", "Robert")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kasia", "Katarzyna"), ("Beppe", "Giuseppe"), ("Paco", "Francisco"), ("Fco.", "Francisco"), ("Pepe", "José"),
        ("Sasha", "Aleksandr"), ("Sasha", "Александра"), ("Katya", "Ekaterina"), ("Hannes", "Johannes"),
        ("Filip", "Philipp"), ("Mª Carmen", "María del Carmen"), ("Shaun", "Sean"), ("Zhenya", "Evgeny"),
        ("Gosia", "Małgorzata"), ("Cees", "Cornelis"), ("Uschi", "Ursula"),
    ],
)  # fmt: skip
def test_short_forms_of_many_languages_are_one_persons(one: str, other: str) -> None:
    assert not _differ(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Louis", "Louise"), ("Emil", "Emily"), ("Ernest", "Ernestine"), ("Paco", "Fernando"), ("Kasia", "Krystyna")],
)
def test_whole_names_of_two_people_differ(one: str, other: str) -> None:
    assert _differ(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jean-Claude", "Jean-Pierre"), ("Hans-Peter", "Hans-Jürgen"), ("Anna-Lena", "Anna-Maria"),
        ("José Luis", "José Antonio"), ("María José", "María Jesús"), ("Marie-Claude", "Jean-Claude"),
    ],
)  # fmt: skip
def test_double_names_with_one_part_in_common_differ(one: str, other: str) -> None:
    assert _differ(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna-Maria", "Maria Anna"), ("Anna-Maria", "Annamaria"), ("Jean Pierre M.", "Jean-Pierre"),
        ("Anna Maria Elisabeth", "Anna Elisabeth"), ("Jean-Baptiste", "Jean Batiste"), ("Juan Carlos", "J. Carlos"),
        ("María del Carmen", "María Carmen"), ("Jean-Claude", "Claude"),
    ],
)  # fmt: skip
def test_double_names_in_other_spellings_do_not(one: str, other: str) -> None:
    assert not _differ(one, other)
