"""Birth dates are read from the forms that sources write."""

import pytest

from profile_service.domain.resolution.birth_dates import birth_date, birth_date_readings


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
def test_birth_date_is_read_within_bounds(text: str, digits: str) -> None:
    assert birth_date(text) == digits


@pytest.mark.parametrize(
    ("month", "number"), [(m, n) for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)]
)
def test_month_is_read_by_its_name(month: str, number: int) -> None:
    assert birth_date(f"20 {month.title()} 1985") == birth_date(f"{month} 20, 1985") == f"1985{number:02d}20"


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


@pytest.mark.parametrize(
    "text",
    [
        "1. März 1970", "1.März 1970", "Sonntag, 1. März 1970", "Sunday, March 1, 1970", "1 de marzo de 1970",
        "1 de março de 1970", "1er mars 1970", "1 maart 1970", "1 marca 1970", "1 марта 1970", "01-MAR-1970",
        "1970年3月1日", "1970년 3월 1일", "1st of March 1970",
    ],
)  # fmt: skip
def test_months_of_many_languages_are_read(text: str) -> None:
    assert birth_date_readings(text) == {"19700301"}


def test_months_that_begin_alike_are_told_apart() -> None:
    assert [birth_date(f"5 {m} 1970")[4:6] for m in ("juin", "juillet", "июня", "июля", "mai", "maj")] == [
        "06", "07", "06", "07", "05", "05",
    ]  # fmt: skip
    assert birth_date("01-MAR-70") == "700301"
    assert birth_date("Anna 12 1970") == birth_date("March 1970") == ""
