"""Periods by name and by range."""

import pytest

from profile_service.domain.metrics.periods import (
    PeriodLength,
    PeriodRange,
    asked_range,
    month_number,
    month_text,
    period_named,
)
from profile_service.domain.values.errors import InvalidInput


@pytest.mark.parametrize("month", ["2026-11", "1999-01", "2026-12"])
def test_number_of_a_month_is_its_text_again(month: str) -> None:
    assert month_text(month_number(month)) == month


@pytest.mark.parametrize(
    "name", ["2026-11", "2026-Q4", "2026-Q1", "2026", "2026-11-29", "2026-W01", "2020-W53", "2024-02-29"]
)
def test_period_keeps_its_name(name: str) -> None:
    periods = period_named(name)
    assert periods.end - periods.start == 1
    assert periods.name(periods.start) == name


@pytest.mark.parametrize(
    "name", ["", "2026-13", "2026-Q5", "november", "2026-11-31", "2026-W54", "2025-W53", "2026-11-01T"]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="such as 2026-11"):
        period_named(name)


def test_quarters_of_a_range() -> None:
    periods = PeriodRange.between("2025-12", "2026-04", PeriodLength.QUARTER)
    assert [periods.name(each) for each in range(periods.start, periods.end)] == ["2025-Q4", "2026-Q1", "2026-Q2"]


def test_period_is_over_when_the_next_begins() -> None:
    quarter = period_named("2026-Q3")
    assert not quarter.is_over(quarter.start, "2026-09-30T23:59:59.999999Z")
    assert quarter.is_over(quarter.start, "2026-10-01T00:00:00.000000Z")


def test_weeks_begin_on_monday() -> None:
    weeks = PeriodRange.between("2026-12-28", "2027-01", PeriodLength.WEEK)
    names = [weeks.name(each) for each in range(weeks.start, weeks.end)]
    assert names == ["2026-W53", "2027-W01", "2027-W02", "2027-W03", "2027-W04"]
    assert weeks.is_over(weeks.start, "2027-01-04T00:00:00.000000Z")
    assert not weeks.is_over(weeks.start, "2027-01-03T23:59:59.999999Z")


def test_months_stand_for_their_days() -> None:
    days = PeriodRange.between("2024-02", "2024-02", PeriodLength.DAY)
    assert (days.name(days.start), days.name(days.end - 1)) == ("2024-02-01", "2024-02-29")
    assert asked_range(None, "2026-11-29", PeriodLength.DAY) == PeriodRange.between(
        "2026-11-18", "2026-11-29", PeriodLength.DAY
    )


def test_twelve_periods_are_usual() -> None:
    years = asked_range(None, "2026-11", PeriodLength.YEAR)
    assert (years.name(years.start), years.name(years.end - 1)) == ("2015", "2026")


def test_range_is_neither_backwards_nor_endless() -> None:
    with pytest.raises(InvalidInput, match="before it begins"):
        PeriodRange.between("2026-02", "2026-01", PeriodLength.MONTH)
    with pytest.raises(InvalidInput, match="more than 400"):
        PeriodRange.between("1900-01", "2026-01", PeriodLength.MONTH)
    with pytest.raises(InvalidInput, match="not a month"):
        asked_range("last year", None, PeriodLength.MONTH)
    with pytest.raises(InvalidInput, match="not a month"):
        asked_range("2026-11xyz", None, PeriodLength.MONTH)
