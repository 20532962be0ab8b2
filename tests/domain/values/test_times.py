"""Times are read from the forms that exports use, and refused otherwise."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import (
    days_between,
    days_later,
    parse_utc_text,
    read_dated_time,
    read_time,
    utc_now,
    utc_text,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-10-07 09:50:26 +0200", "2025-10-07T07:50:26.000000Z"),
        ("2025-10-07T09:50:26Z", "2025-10-07T09:50:26.000000Z"),
        ("2025-10-07", "2025-10-07T00:00:00.000000Z"),
        ("2025-10-07T09:50:26.123+00:00", "2025-10-07T09:50:26.123000Z"),
        ("2025/10/07 09:50", "2025-10-07T09:50:00.000000Z"),
    ],
)
def test_times_become_fixed_width_text(text: str, expected: str) -> None:
    assert read_time(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "0001-01-01", "9999-12-31", "2025-13-01"])
def test_text_without_a_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_time(text)


@pytest.mark.parametrize(("year", "fits"), [("1899", False), ("1900", True), ("2200", True), ("2201", False)])
def test_year_is_from_1900_to_2200(year: str, *, fits: bool) -> None:
    if fits:
        assert read_time(f"{year}-06-01") == f"{year}-06-01T00:00:00.000000Z"
    else:
        with pytest.raises(InvalidInput, match=f"the year {year} is outside 1900 to 2200"):
            read_time(f"{year}-06-01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 2025-10-07 09:50:26 UTC ", "2025-10-07T09:50:26.000000Z"),
        ("2025-10-07T09:50:26 -0230", "2025-10-07T12:20:26.000000Z"),
        ("2025-10-07 09:50:26 +02", "2025-10-07T07:50:26.000000Z"),
        ("2025/10/07", "2025-10-07T00:00:00.000000Z"),
    ],
)
def test_time_is_read_with_its_offset(text: str, expected: str) -> None:
    assert read_time(text) == expected


def test_time_without_offset_is_of_the_zone() -> None:
    zone = timezone(timedelta(hours=2))
    assert read_time("2025-10-07 09:00", zone) == "2025-10-07T07:00:00.000000Z"
    assert read_time("2025-10-07 09:00 +0300", zone) == "2025-10-07T06:00:00.000000Z"


def test_moment_becomes_fixed_width_text() -> None:
    assert utc_text(datetime(2025, 10, 7, 9, 0, tzinfo=timezone(timedelta(hours=2)))) == "2025-10-07T07:00:00.000000Z"
    assert utc_text(datetime(2025, 10, 7, 9, 0, 0, 5)) == "2025-10-07T09:00:00.000005Z"  # noqa: DTZ001 (taken as UTC)
    assert parse_utc_text("2025-10-07T07:00:00.000000Z") == datetime(2025, 10, 7, 7, tzinfo=UTC)
    assert abs(days_between(utc_now(), utc_text(datetime.now(UTC)))) < 1


def test_days_between_two_moments() -> None:
    earlier, later = "2025-10-07T09:00:00.000000Z", "2025-10-08T21:00:00.000000Z"
    assert (days_between(earlier, later), days_between(later, earlier)) == (1.5, -1.5)
    assert (days_later(earlier, 1.5), days_later(later, -1.5)) == (later, earlier)


def test_what_is_no_time_is_refused_with_an_example() -> None:
    with pytest.raises(InvalidInput, match=r"^not a time; expected a form such as 2025-10-07 09:50:26 .0200$"):
        read_time("soon")


@pytest.mark.parametrize(
    ("text", "format", "expected"),
    [
        ("07-10-2025", "%d-%m-%Y", "2025-10-07T00:00:00.000000Z"),
        ("07-10-2025 9:30", "%d-%m-%Y", "2025-10-07T09:30:00.000000Z"),
        ("07-10-2025 09:30:15.250", "%d-%m-%Y", "2025-10-07T09:30:15.250000Z"),
        ("10/7/2025 12:05 am", "%m/%d/%Y", "2025-10-07T00:05:00.000000Z"),
        ("10/7/2025, 2:30:01 PM", "%m/%d/%Y", "2025-10-07T14:30:01.000000Z"),
        ("07.10.2025 09:30 +02:00", "%d.%m.%Y", "2025-10-07T07:30:00.000000Z"),
        ("07.10.2025 09:30 UTC", "%d.%m.%Y", "2025-10-07T09:30:00.000000Z"),
        ("07.10.2025 09:30:15", "%d.%m.%Y %H:%M", "2025-10-07T09:30:15.000000Z"),
        ("07.10.2025", "%d.%m.%Y %H:%M", "2025-10-07T00:00:00.000000Z"),
    ],
)
def test_date_of_a_format_may_have_a_time_of_day(text: str, format: str, expected: str) -> None:
    assert read_dated_time(text, format) == expected


@pytest.mark.parametrize("text", ["2025-10-07 2:30 PM", "2025/10/07 at 14:30", "2025-10-07, 14.30 GMT"])
def test_time_of_day_is_read_as_people_write_it(text: str) -> None:
    assert read_time(text) == "2025-10-07T14:30:00.000000Z"


@pytest.mark.parametrize("text", ["32-10-2025", "07-10-2025 25:00", "07-10-2025 13:00 PM", "07-10-2025 soon", ""])
def test_what_is_no_date_of_the_format_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="not a time"):
        read_dated_time(text, "%d-%m-%Y")
