"""Whole names are split into the given and the family name that resolution compares."""

import pytest

from profile_service.domain.resolution.comparable_records import ComparableRecord, ComparedAttributes, comparable_record
from profile_service.domain.values.identifiers import Identifier

_SHARED = Identifier("email", "ann@shop.org")
_AT = "2026-01-01T09:00:00.000000Z"


@pytest.mark.parametrize(
    "name", "mr mrs ms miss mx dr prof sir madam herr frau mme mlle m sr sra srta sig Dr. PROF.".split()
)
def test_title_is_no_name(name: str) -> None:
    assert ComparedAttributes.from_attributes({"name": f"{name} Ann Smith"}) == ("Ann", "Smith", "")


@pytest.mark.parametrize(
    ("attributes", "given", "family"),
    [
        ({"name": "Ann Smith"}, "Ann", "Smith"),
        ({"name": "Ann Marie Smith"}, "Ann", "Marie Smith"),
        ({"name": "Smith, Ann Marie"}, "Ann Marie", "Smith"),
        ({"name": "van der Meer"}, "", "van der Meer"),
        ({"name": "van der Meer, Bas"}, "Bas", "van der Meer"),
        ({"name": "佐藤 健"}, "健", "佐藤"),
        ({"name": "김 민준"}, "민준", "김"),
        ({"name": "Bas 佐藤"}, "Bas", "佐藤"),
        ({"name": "Smith,"}, "", ""),
        ({"name": "Ann"}, "", ""),
        ({"name": "Dr. Ann"}, "", ""),
        ({"name": ""}, "", ""),
        ({"name": "Ann Smith", "given_name": "Annie"}, "Annie", ""),
        ({"name": "Ann Smith", "family_name": "Jones"}, "", "Jones"),
        ({}, "", ""),
    ],
)
def test_whole_name_is_split_without_its_parts(attributes: dict[str, str], given: str, family: str) -> None:
    attributes_with_birth_date = attributes | {"birth_date": "1980-03-05"}
    assert ComparedAttributes.from_attributes(attributes_with_birth_date) == (given, family, "1980-03-05")
    assert comparable_record("a", [_SHARED], attributes_with_birth_date, _AT, "l") == ComparableRecord(
        "a", frozenset({_SHARED}), given, family, "1980-03-05", _AT, "l"
    )
