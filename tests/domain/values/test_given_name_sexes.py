"""Names of a man and a woman that are written alike are two persons' names; spellings and short forms stay one's."""

import pytest

from profile_service.domain.resolution.comparable_records import ComparableRecord
from profile_service.domain.resolution.contradictions import contradict
from profile_service.domain.resolution.resolution import partition
from profile_service.domain.values.identifiers import Identifier
from profile_service.service.declared.identity_rules import packaged_rules

_PHONE = Identifier("phone", "+33142685300")


def _record(key: str, given: str, *identifiers: Identifier) -> ComparableRecord:
    return ComparableRecord(key, frozenset(identifiers), given, "Meyer")


def _differ(one: str, other: str) -> bool:
    a, b = _record("a", one), _record("b", other)
    assert contradict(a, b, packaged_rules()) == contradict(b, a, packaged_rules())
    return contradict(a, b, packaged_rules())


@pytest.mark.parametrize(
    "pair",
    ["John/Joan", "Paul/Paula", "Maria/Mario", "Eric/Erica", "Daniel/Danielle", "Robert/Roberta", "Michael/Michelle",
     "Mark/Mary", "Frank/Frances", "Paul/Pauline", "Joseph/Josephine", "Andreas/Andrea", "Stefan/Stefanie",
     "Julien/Julie", "Bob/Roberta", "PAUL/paula", "Dr. Paul/Paula", "Éric/Erica", "Ulrich/Ulrike", "Jean/Jeanne",
     "Stéphane/Stéphanie", "Christian/Christiane", "Pavel/Pavla", "Aleksander/Aleksandra", "Olek/Aleksandra",
     "Ola/Aleksander", "Karol/Karolina", "André/Andrée", "Paul/Paule", "Emmanuel/Emmanuelle", "Patryk/Patrycja",
     "Louis/Louise", "Emil/Emily"],
)  # fmt: skip
def test_names_of_a_man_and_a_woman_differ(pair: str) -> None:
    assert _differ(*pair.split("/"))


@pytest.mark.parametrize(
    "pair",
    ["Jon/John", "Catherine/Katherine", "Sara/Sarah", "Steven/Stephen", "Alan/Allan", "Geoffrey/Jeffrey", "Ann/Anna",
     "Marie/Maria", "Francis/Frances", "Sam/Samantha", "Alex/Alexandra", "Chris/Christina", "Chris/Christian",
     "Dan/Daniela", "Jo/Joan", "Jo/John", "Terry/Teri", "Paul/Pual", "Paula/Pauls", "Jan/Jana", "Anna-Maria/Anna",
     "Bob/Robert", "Michele/Michel", "Daniele/Daniel", "Gabriele/Gabriel", "J./Joan", "José María/María"],
)  # fmt: skip
def test_spellings_and_short_forms_of_one_name_do_not(pair: str) -> None:
    assert not _differ(*pair.split("/"))


def test_couple_with_one_phone_is_two_persons() -> None:
    records = [
        _record("crm:1", "Paul", _PHONE, Identifier("email", "paul@x.example")),
        _record("crm:2", "Paula", _PHONE, Identifier("email", "paula@x.example")),
        _record("shop:3", "Jon", Identifier("phone", "+33142685311")),
        _record("shop:4", "John", Identifier("phone", "+33142685311"), Identifier("email", "john@x.example")),
    ]
    result = partition(records, (), packaged_rules())
    assert set(result.clusters) == {frozenset({"crm:1"}), frozenset({"crm:2"}), frozenset({"shop:3", "shop:4"})}
    assert [contested.evidence for contested in result.contested] == [_PHONE]
