"""An identifier whose holders cannot all be one person joins none of its strangers, however few would fit."""

from dataclasses import replace
from itertools import permutations

import pytest

from profile_service.domain.resolution.comparable_records import ComparableRecord, comparable_record
from profile_service.domain.resolution.judgements import Judgement, Verdict
from profile_service.domain.resolution.partition import Obstacle, Partition
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.resolution.rules import Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

RULES = Rules(
    types={
        "user_id": TypeRule(priority=1, limit=1),
        "loyalty_id": TypeRule(priority=2, ignores_case=True, ignores_punctuation=True),
        "email": TypeRule(priority=3),
        "phone": TypeRule(priority=4, reissued=True),
    },
    other=TypeRule(priority=2),
)
CARD = "loyalty_id:staff 1"
PHONE = "phone:+33142685300"
PEOPLE = ("Ivo Basic", "Nora Lund", "Pia Rossi", "Sven Holm", "Tara Noor", "Udo Kern", "Vito Neri")


def record(key: str, *identifiers: str, name: str = "") -> ComparableRecord:
    parts = (identifier.partition(":") for identifier in identifiers)
    return comparable_record(key, [Identifier(type, value) for type, _, value in parts], {"name": name}, None)


def scans(number: int, shared: str) -> list[ComparableRecord]:
    """Records without a name that hold the shared value, each with an e-mail of its own."""
    return [record(f"till:{n}", shared, f"email:{n}@post.example") for n in range(number)]


def customers(number: int) -> list[ComparableRecord]:
    """Named records with these e-mails."""
    return [record(f"web:{n}", f"email:{n}@post.example", name=PEOPLE[n]) for n in range(number)]


def as_text(result: Partition) -> list[str]:
    return [" ".join(sorted(cluster)) for cluster in result.clusters]


def contested(result: Partition) -> list[tuple[str, Obstacle, int]]:
    return [(str(c.evidence), c.obstacle, len(c.clusters)) for c in result.contested]


@pytest.mark.parametrize("shared", [CARD, PHONE, "user_id:till", "customer_number:1"])
@pytest.mark.parametrize("number", [2, 3, 5, 7])
def test_value_lent_to_customers_joins_none_of_them(shared: str, number: int) -> None:
    """Each has an e-mail of his own, which another system knows with a name."""
    result = partition([*scans(number, shared), *customers(number)], (), RULES)

    assert as_text(result) == [f"till:{n} web:{n}" for n in range(number)]
    assert [c.evidence for c in result.contested] == list(record("", shared).identifiers)


@pytest.mark.parametrize("shared", [CARD, PHONE])
def test_value_of_more_than_one_person_may_have_joins_nobody(shared: str) -> None:
    six, five = (partition(scans(number, shared), (), RULES) for number in (6, 5))

    assert as_text(six) == [f"till:{n}" for n in range(6)]
    assert [(c.obstacle, len(c.clusters)) for c in six.contested] == [(Obstacle.LIMIT, 6)]
    assert as_text(five) == ["till:0 till:1 till:2 till:3 till:4"]


def test_phone_alone_joins_no_nameless_record_that_has_something_else_of_its_own() -> None:
    """It may be another one's of the same home; with nothing else it is the customer's call."""
    named = record("crm:1", PHONE, "email:kenji@post.example", name="Kenji Mori")
    call, mail = record("desk:1", PHONE, "ticket_user:7"), record("mail:1", PHONE, "email:emi@post.example")
    result = partition([named, call, mail], (), RULES)
    assert as_text(result) == ["crm:1 desk:1", "mail:1"]
    assert [c.obstacle for c in result.contested] == [Obstacle.AMBIGUOUS]
    also = record("shop:1", PHONE, "email:emi@post.example", name="Kenji Mori")
    assert as_text(partition([named, call, mail, also], (), RULES)) == ["crm:1 desk:1 mail:1 shop:1"]


def test_phone_joins_calls_to_the_customer_who_has_it() -> None:
    """Without a name too; a record that its source merged away is no other customer."""
    calls = [record(f"desk:{n}", PHONE, f"ticket_user:{n}") for n in (7, 8)]
    app = record("app:1", PHONE, "email:emi@post.example")
    assert as_text(partition([*calls, app], (), RULES)) == ["app:1 desk:7 desk:8"]
    named = record("crm:1", PHONE, "email:kenji@post.example", name="Kenji Mori")
    gone = replace(record("crm:0", PHONE, "email:alt@post.example"), merged=True)
    assert as_text(partition([*calls, named, gone], (), RULES)) == ["crm:0 crm:1 desk:7 desk:8"]


def test_holders_that_other_evidence_joins_count_once() -> None:
    again = [record(f"shop:{n}", CARD, f"email:{n}@post.example") for n in range(5)]

    result = partition([*scans(5, CARD), *again], (), RULES)

    assert len(result.clusters) == 1


def test_other_evidence_joins_the_holders_of_a_contested_value() -> None:
    again = [record(f"shop:{n}", CARD, f"email:{n}@post.example") for n in range(7)]

    result = partition([*scans(7, CARD), *again], (), RULES)

    assert as_text(result) == [f"shop:{n} till:{n}" for n in range(7)]


def test_mistaken_row_leaves_those_of_one_name_together() -> None:
    ann = [record(f"ann:{n}", CARD, name="Ann Smith") for n in range(2)]
    wrong, unnamed = record("wrong:1", CARD, name="Robert Smith"), record("unnamed:1", CARD)

    result = partition([*ann, wrong, unnamed], (), RULES)

    assert as_text(result) == ["ann:0 ann:1", "unnamed:1", "wrong:1"]


def test_one_name_does_not_make_more_than_the_limit_allows() -> None:
    named = [record(f"till:{n}", PHONE, f"email:{n}@post.example", name="Ann Smith") for n in range(6)]

    assert len(partition(named, (), RULES).clusters) == 6


def test_weaker_evidence_does_not_take_a_record_from_a_stronger() -> None:
    """The till's record fits Ann by the card, and another by the e-mail alone."""
    ann, other = record("crm:1", CARD, name="Ann Smith"), record("crm:2", "email:x@post.example", name="Omar Khan")
    till = record("till:1", CARD, "email:x@post.example")

    assert as_text(partition([ann, other, till], (), RULES)) == ["crm:1 till:1", "crm:2"]


def test_record_that_fits_two_by_equal_evidence_goes_to_neither() -> None:
    a = record("crm:1", "email:a@post.example", name="Ann Smith")
    b = record("crm:2", "email:b@post.example", name="Omar Khan")
    between = record("till:1", "email:a@post.example", "email:b@post.example")

    result = partition([a, b, between], (), RULES)

    assert as_text(result) == ["crm:1", "crm:2", "till:1"]
    assert {c.obstacle for c in result.contested} == {Obstacle.AMBIGUOUS}


def test_value_spelled_in_two_ways_is_judged_as_one() -> None:
    spelled = ("loyalty_id:STAFF-1", "loyalty_id:staff 1")
    form = "loyalty_id_folded:staff1"
    held = [record(f"till:{n}", spelled[n % 2], form, f"email:{n}@post.example") for n in range(6)]

    result = partition(held, (), RULES)

    assert len(result.clusters) == 6
    assert [c.evidence for c in result.contested] == [Identifier("loyalty_id_folded", "staff1")]
    alike = partition([record(f"till:{n}", CARD, form, name=PEOPLE[n]) for n in range(3)], (), RULES)
    assert [c.evidence for c in alike.contested] == [Identifier("loyalty_id", "staff 1")]


def test_judgement_between_two_holders_leaves_the_others_together() -> None:
    held = [record(f"till:{n}", CARD) for n in range(4)]
    apart = [
        Judgement(f"j{n}", Verdict.NOT_SAME, f"till:{n}", "till:3", "ada", "", "2026-01-01T09:00:00.000000Z")
        for n in range(3)
    ]

    assert as_text(partition(held, apart, RULES)) == ["till:0 till:1 till:2", "till:3"]


def test_locked_profile_does_not_keep_the_other_holders_apart() -> None:
    locked = ComparableRecord("crm:1", record("", CARD).identifiers, lock="l")

    result = partition([locked, record("till:1", CARD), record("till:2", CARD)], (), RULES)

    assert as_text(result) == ["crm:1", "till:1 till:2"]
    assert [c.obstacle for c in result.contested] == [Obstacle.LOCK]


def test_order_of_the_holders_changes_nothing() -> None:
    records = [*scans(3, CARD), *customers(3)]
    assert len({partition(order, (), RULES).clusters for order in permutations(records)}) == 1


def test_value_that_too_many_hold_joins_none_of_those_who_spell_it_alike() -> None:
    spelled = [record(f"till:{n}", CARD, "loyalty_id_folded:staff1") for n in range(2)]

    apart = partition(spelled, (), RULES, {Identifier("loyalty_id_folded", "staff1")})

    assert len(apart.clusters) == 2
    assert len(partition(spelled, (), RULES).clusters) == 1
