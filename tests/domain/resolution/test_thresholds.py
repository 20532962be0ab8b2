"""The numbers and lists of docs/identity-rules.md, on both sides of each edge."""

import re
from itertools import combinations

import pytest

from profile_service.domain.resolution.birth_dates import birth_date
from profile_service.domain.resolution.comparable_records import (
    ComparableRecord,
    ComparedAttributes,
    Obstacle,
    comparable_record,
)
from profile_service.domain.resolution.contradictions import contradict, contradiction_reasons
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import GoldenRule, Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

_PLAIN = Rules({}, TypeRule(1))
_SHARED = Identifier("email", "ann@shop.org")
_AT = "2026-01-01T09:00:00.000000Z"


def _record(key: str, *values: str, name: str = "", born: str = "", lock: str | None = None) -> ComparableRecord:
    """Of the shared e-mail and user ids."""
    held = frozenset({_SHARED, *(Identifier("user_id", value) for value in values)})
    given, _, family = name.partition(" ")
    return ComparableRecord(key, held, given, family, born, lock=lock)


def _apart(left: str, right: str) -> Judgement:
    return Judgement(f"{left}{right}", Verdict.NOT_SAME, left, right, "ada", "", _AT)


def test_nothing_said_means_the_defaults() -> None:
    rule, rules = TypeRule(7), _PLAIN
    assert (rule.limit, rule.joins, rule.reissued) == (5, True, False)
    assert (rule.dotless, rule.plus, rule.ignores_case, rule.ignores_punctuation) == (
        frozenset(),
        frozenset(),
        False,
        False,
    )
    assert (rules.hub_cap, rules.names_differ, rules.birth_dates_differ, rules.differ) == (20, True, True, ())
    assert rules.golden_rule("name") == GoldenRule(("most_recent",), ())
    judgement = Judgement("j", Verdict.SAME, "a", "b", "ada", "", _AT)
    assert (judgement.score, judgement.active, judgement.undone) == (1.0, True, False)


def test_rule_of_a_type_counts_for_its_canonical_form_too() -> None:
    rules = Rules({"email": TypeRule(3)}, TypeRule(2))
    assert [rules.type_rule(type).priority for type in ("email", "email_folded", "phone", "phone_folded")] == [
        3,
        3,
        2,
        2,
    ]


def test_person_may_hold_five_values_of_a_type() -> None:
    def contested(values: int) -> list[Obstacle]:
        one, other = _record("a", "1"), _record("b", *map(str, range(2, values + 1)))
        return [each.obstacle for each in partition([one, other], (), _PLAIN).contested]

    assert contested(5) == []
    assert contested(6) == [Obstacle.LIMIT]


def test_record_that_holds_too_many_values_alone_still_joins() -> None:
    many = _record("a", *map(str, range(1, 8)))
    assert partition([many, _record("b")], (), _PLAIN).clusters == (frozenset("ab"),)
    assert partition([many, _record("b", "3")], (), _PLAIN).clusters == (frozenset("ab"),)
    assert len(partition([many, _record("b", "9")], (), _PLAIN).clusters) == 2


def test_identifier_on_more_than_twenty_records_joins_nobody() -> None:
    def clusters(records: int) -> int:
        return len(partition([_record(f"k{n:02d}") for n in range(records)], (), _PLAIN).clusters)

    assert clusters(20) == 1
    assert clusters(21) == 21


def test_shared_identifier_is_counted_against_no_limit() -> None:
    rules = Rules({"user_id": TypeRule(1, limit=1)}, TypeRule(2), hub_cap=2)
    everybody = [ComparableRecord(key, frozenset({Identifier("user_id", "hub")})) for key in "xyz"]
    people = [_record("a", "hub"), _record("b", "1"), *everybody]
    assert frozenset("ab") in partition(people, (), rules).clusters


@pytest.mark.parametrize(
    ("records", "judged", "told"),
    [
        # Each has two obstacles, of which one is told.
        ([_record("a", "1"), _record("b", "2"), _record("c", lock="l")], [], Obstacle.LOCK),
        ([_record("a", name="Ann S"), _record("b", name="Bob S"), _record("c", lock="l")], [], Obstacle.CONTRADICTION),
        ([_record("a", name="Ann S"), _record("b", name="Bob S"), _record("c")], [], Obstacle.AMBIGUOUS),
        (
            [_record("a", name="Ann S"), _record("b", name="Bob S"), _record("c", name="Ann S", born="1950-01-31")],
            [_apart("a", "c"), _apart("b", "c")],
            Obstacle.JUDGEMENT,
        ),
        ([_record("a"), _record("b", lock="l"), _record("c", lock="m")], [_apart("b", "c")], Obstacle.JUDGEMENT),
        ([_record("a", "1"), _record("b", "2"), _record("c", "3")], [_apart("a", "c")], Obstacle.JUDGEMENT),
    ],
)
def test_first_of_several_obstacles_is_told(
    records: list[ComparableRecord], judged: list[Judgement], told: Obstacle
) -> None:
    rules = Rules({"user_id": TypeRule(1, limit=1)}, TypeRule(2), hub_cap=9)
    assert [each.obstacle for each in partition(records, judged, rules).contested if each.evidence == _SHARED] == [told]


def test_identifier_is_somebodys_own_who_holds_it_three_times_as_often() -> None:
    def joined(ann: int, bob: int) -> bool:
        anns = [_record(f"a{n}", name="Ann Smith") for n in range(ann)]
        bobs = [_record(f"b{n}", name="Bob Smith") for n in range(bob)]
        clusters = partition([*anns, *bobs, _record("x")], (), _PLAIN).clusters
        return frozenset({"x"}) not in clusters

    assert joined(3, 1)
    assert not joined(2, 1)
    assert joined(6, 2)
    assert not joined(5, 2)


@pytest.mark.parametrize(
    "name", "mr mrs ms miss mx dr prof sir madam herr frau mme mlle m sr sra srta sig Dr. PROF.".split()
)
def test_title_is_no_name(name: str) -> None:
    assert ComparedAttributes.from_attributes({"name": f"{name} Ann Smith"}) == ("Ann", "Smith", "")


@pytest.mark.parametrize(
    ("attributes", "given", "family"),
    [
        ({"name": "Ann Smith"}, "Ann", "Smith"),
        ({"name": "Ann Marie Smith"}, "Ann", "Smith"),
        ({"name": "Smith, Ann Marie"}, "Ann Marie", "Smith"),
        ({"name": "Smith,"}, "", ""),
        ({"name": "Smith, Ann, Jr"}, "Ann, Jr", "Smith"),
        ({"name": "Ann"}, "", ""),
        ({"name": "Dr. Ann"}, "", ""),
        ({"name": ""}, "", ""),
        ({"name": "Ann Smith", "given_name": "Annie"}, "Annie", ""),
        ({"name": "Ann Smith", "family_name": "Jones"}, "", "Jones"),
        ({}, "", ""),
    ],
)
def test_whole_name_is_taken_apart_where_its_parts_are_not_given(
    attributes: dict[str, str], given: str, family: str
) -> None:
    said = attributes | {"birth_date": "1980-03-05"}
    assert ComparedAttributes.from_attributes(said) == (given, family, "1980-03-05")
    assert comparable_record("a", [_SHARED], said, _AT, "l") == ComparableRecord(
        "a", frozenset({_SHARED}), given, family, "1980-03-05", _AT, "l"
    )


_GENERATIONS = {
    1: ("Sr", "Snr", "Senior"), 2: ("Jr", "Jnr", "Junior", "II", "2nd"), 3: ("III", "3rd"), 4: ("IV",),
}  # fmt: skip
_NAMED = [(number, name) for number, names in _GENERATIONS.items() for name in names]


@pytest.mark.parametrize(("one", "other"), list(combinations(_NAMED, 2)))
def test_each_name_of_a_generation_differs_from_those_of_others(one: tuple[int, str], other: tuple[int, str]) -> None:
    a, b = (ComparableRecord(name, given_name="John", family_name=f"Smith {name}") for _, name in (one, other))
    assert contradict(a, b, _PLAIN) == (one[0] != other[0])


@pytest.mark.parametrize("word", "mr mrs ms miss mx dr prof herr frau mme mlle sig sra".split())
def test_title_among_given_names_makes_nobody_alike(word: str) -> None:
    assert _differ(f"{word} Peter", f"{word} Robert")


@pytest.mark.parametrize("word", "de del della da do dos das di du la le los las van von der y e and und".split())
def test_particle_among_given_names_makes_nobody_alike(word: str) -> None:
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
def test_given_names_are_alike_by_how_they_begin_or_by_few_typos(one: str, other: str, *, differ: bool) -> None:
    assert _differ(one, other) == differ


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1880-01-01", "18800101"),
        ("1879-12-31", ""),
        ("1900-01-01", ""),
        ("1901-01-01", ""),
        ("1970-01-01", ""),
        ("1900-01-02", "19000102"),
        ("2099-12-31", "20991231"),
        ("2100-01-01", ""),
        ("1985-12-31", "19851231"),
        ("1985-13-12", "19851213"),
        ("1985-13-13", ""),
        ("1985-00-10", ""),
        ("1985-10-00", ""),
        ("1985-10-32", ""),
        ("31.12.85", "851231"),
        ("1985/3/5", "19850305"),
        ("1985 3 5", "19850305"),
        ("1985.03.05 00:00", "19850305"),
        ("5. March 1985", "19850305"),
        ("march 5 1985", "19850305"),
        ("1st-Mar-1985", "19850301"),
        ("2nd March, 1985", "19850302"),
        ("3rd March 1985", "19850303"),
        ("Marz 5, 1985", "19850305"),
        ("Foo 5, 1985", ""),
        ("5 Foo 1985", ""),
        ("01/01/70", "700101"),
    ],
)
def test_birth_date_is_read_within_its_bounds(text: str, digits: str) -> None:
    assert birth_date(text) == digits


@pytest.mark.parametrize(
    ("month", "number"), [(m, n) for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)]
)
def test_month_is_read_by_its_name(month: str, number: int) -> None:
    assert birth_date(f"20 {month.title()} 1985") == birth_date(f"{month} 20, 1985") == f"1985{number:02d}20"


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("1980-03-05", "1980-03-16", False),  # two digits
        ("1980-03-05", "1980-14-16", False),
        ("1980-03-05", "1981-04-06", True),  # three
        ("1980-03-05", "1980-05-03", False),
        ("1980-12-05", "1980-05-12", False),
        ("1980-12-05", "1981-05-12", True),  # exchanged, and another year
    ],
)
def test_birth_dates_differ_by_more_than_two_digits_or_an_exchange(one: str, other: str, *, differ: bool) -> None:
    a, b = ComparableRecord("a", birth_date=one), ComparableRecord("b", birth_date=other)
    assert contradiction_reasons(a, b, _PLAIN) == (("their birth dates differ",) if differ else ())


def test_junk_is_asked_of_the_type_and_of_any() -> None:
    rules = Rules(
        {"device_id": TypeRule(9, joins=False)},
        TypeRule(1),
        blocked={"badge": re.compile("x{3,}", re.I), "*": re.compile("q+")},
        blocked_values={"badge": frozenset({"guest"}), "*": frozenset({"none given"})},
    )
    junk = ["badge:XXX", "badge_folded:xxxx", "badge:Guest", "card:qq", "card:None Given", "card_folded:n/a"]
    assert [key for key in junk if not rules.is_junk(Identifier(*key.split(":")))] == []
    fine = ["badge:xx", "badge:xxxy", "card:xxx", "card:guest", "device_id:7"]
    assert [key for key in fine if rules.is_junk(Identifier(*key.split(":")))] == []
    joining = [key for key in (*junk, *fine) if rules.joins(Identifier(*key.split(":")))]
    assert joining == fine[:-1]


def test_initial_of_a_rare_name_is_an_initial_too() -> None:
    assert not _differ("X", "Xybertolt")
    assert not _differ("B", "Robert"), "Bob"
    assert _differ("Q", "Robert")


def test_uncertain_holder_is_told_before_a_judgement() -> None:
    """`a` fits `b` and `c`, of whom somebody judged that they are two: that it fits both is the reason."""
    records = [_record("a"), _record("b"), _record("c")]
    (contest,) = partition(records, [_apart("b", "c")], _PLAIN).contested
    assert (contest.obstacle, len(contest.clusters)) == (Obstacle.AMBIGUOUS, 3)
