"""Candidates side by side: what agrees, what nearly does, and what does not."""

from typing import Any

import pytest

from profile_service.api.console.review.comparison import Agreement, ComparedValue, compared_rows


def _candidate(*identifiers: tuple[str, str], **attributes: str) -> dict[str, Any]:
    return {
        "attributes": [
            {"name": name, "value": value, "source": "crm", "observedAt": None, "conflicting": []}
            for name, value in attributes.items()
        ],
        "identifiers": [
            {"type": type, "value": value, "records": ["shop:1"], "lastSeen": "2026-01-02T00:00:00Z", "endedAt": None}
            for type, value in identifiers
        ],
    }


@pytest.mark.parametrize(
    ("name", "a", "b", "agreement", "note"),
    [
        ("city", "Paris", "PARIS", Agreement.SAME, ""),
        ("city", "Córdoba", "Cordoba", Agreement.SAME, ""),
        ("family_name", "Meier", "Meyer", Agreement.ALIKE, "1 character differs"),
        ("birth_date", "1970-01-02", "1970-01-12", Agreement.ALIKE, "1 digit differs"),
        ("birth_date", "1947-05-06", "1970-01-12", Agreement.DIFFERENT, ""),
        ("given_name", "Robert", "Bob", Agreement.ALIKE, "may be one name"),
        ("name", "Bob Lee", "Robert Lee", Agreement.ALIKE, "may be one name"),
        ("name", "Ann Lee", "Robert Lee", Agreement.DIFFERENT, ""),
        ("country", "US", "UK", Agreement.DIFFERENT, ""),
    ],
)
def test_values_agree_nearly_agree_or_differ(name: str, a: str, b: str, agreement: Agreement, note: str) -> None:
    (row,) = compared_rows([_candidate(**{name: a}), _candidate(**{name: b})])

    assert (row.agreement, row.note) == (agreement, note)


def test_identifiers_agree_where_one_is_shared() -> None:
    one = _candidate(("email", "a@b.org"), ("email", "c@d.org"), ("phone", "+14155552671"))
    other = _candidate(("email", "c@d.org"), ("phone", "+14155552672"))

    email, phone = compared_rows([one, other])

    assert (email.agreement, email.is_identifier) == (Agreement.SAME, True)
    assert email.cells[1] == (ComparedValue("c@d.org", "shop", "2026-01-02T00:00:00Z"),)
    assert (phone.agreement, phone.note) == (Agreement.ALIKE, "1 digit differs")


def test_what_one_side_says_alone_is_no_agreement() -> None:
    rows = compared_rows([_candidate(city="Paris", name="Ann"), _candidate(name="Ann")])

    assert [(row.name, row.agreement) for row in rows] == [
        ("name", Agreement.SAME),
        ("city", Agreement.ONE_SIDED),
    ]


def test_of_three_the_worst_agreement_counts() -> None:
    (row,) = compared_rows([_candidate(city="Paris"), _candidate(city="Paris"), _candidate(city="Rome")])

    assert row.agreement is Agreement.DIFFERENT


def test_what_tells_people_apart_stands_first() -> None:
    candidate = _candidate(("loyalty_id", "1"), ("device_id", "d"), age="45", birth_date="1970", name="Ann")

    assert [row.name for row in compared_rows([candidate, candidate])] == [
        "name", "birth_date", "loyalty_id", "device_id", "age",
    ]  # fmt: skip


def test_every_sign_has_a_word() -> None:
    assert [(each.sign, each.word) for each in Agreement] == [
        ("=", "same"), ("~", "alike"), ("≠", "different"), ("", "one side only"),
    ]  # fmt: skip
