"""Periods of metrics: days, weeks, months, quarters, years, all in UTC.

Days are numbered from 0001-01-01, which was a Monday, as weeks begin by ISO 8601; months from year 0, as 12 a year.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import utc_now

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_WEEK = re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])")
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(-\d\d(T.*)?)?")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T.*)?")
_FIRST_DAY = date(1, 1, 1)
MAX_PERIODS = 400
_USUAL_PERIODS = 12


class PeriodLength(Enum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def is_of_days(self) -> bool:
        """Whether it is so many days, not so many months."""
        return self in {PeriodLength.DAY, PeriodLength.WEEK}

    @property
    def slots(self) -> int:
        """How many days, or months, it has."""
        return _SLOTS[self]


_BY_NAME = {len("2026-11"): PeriodLength.MONTH, len("2026-11-29"): PeriodLength.DAY}
_SLOTS = {
    PeriodLength.DAY: 1, PeriodLength.WEEK: 7, PeriodLength.MONTH: 1, PeriodLength.QUARTER: 3, PeriodLength.YEAR: 12,
}  # fmt: skip


def month_number(text: str) -> int:
    """`2026-11` → 24322, also of the day `2026-11-29`. Raises InvalidInput."""
    if not (match := _MONTH.fullmatch(text)):
        raise InvalidInput("not a month; expected a year and a month such as 2026-11")
    return int(match[1]) * 12 + int(match[2]) - 1


def month_text(number: int) -> str:
    """24322 → `2026-11`."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def day_number(text: str, *, is_last: bool = False) -> int:
    """`2026-11-29` → 739948, also of a time on that day; of a month its first day, or the last. Raises InvalidInput."""
    try:
        if match := _DAY.fullmatch(text):
            return (date.fromisoformat(match[1]) - _FIRST_DAY).days
        month = month_number(text)
        year, of_year = month // 12, month % 12 + 1
        day = calendar.monthrange(year, of_year)[1] if is_last else 1
        return (date(year, of_year, day) - _FIRST_DAY).days
    except (ValueError, InvalidInput) as error:
        raise InvalidInput("not a day; expected a day such as 2026-11-29, or a month") from error


@dataclass(frozen=True, slots=True)
class PeriodRange:
    """The periods from the one that has the day or month `first` to the one that has `last`, by number."""

    first: int
    last: int
    length: PeriodLength

    @classmethod
    def between(cls, first: str, last: str, length: PeriodLength) -> "PeriodRange":
        """Of two months or days as text. Raises InvalidInput where they are none, or the range is backwards or too
        long."""
        if length.is_of_days:
            periods = cls(day_number(first), day_number(last, is_last=True), length)
        else:
            periods = cls(month_number(first), month_number(last), length)
        if periods.first > periods.last:
            raise InvalidInput(f"the range ends in {last[:10]}, before it begins; exchange the two")
        if periods.end - periods.start > MAX_PERIODS:
            raise InvalidInput(f"the range has more than {MAX_PERIODS} periods; ask for fewer, or for longer ones")
        return periods

    @property
    def start(self) -> int:
        """The number of the first period, in its own length."""
        return self.first // self.length.slots

    @property
    def end(self) -> int:
        """The number after that of the last period."""
        return self.last // self.length.slots + 1

    def name(self, period: int) -> str:
        """`2026-11-29`, `2026-W48`, `2026-11`, `2026-Q4` or `2026`."""
        if self.length.is_of_days:
            day = _FIRST_DAY + timedelta(days=period * self.length.slots)
            week = day.isocalendar()
            return day.isoformat() if self.length is PeriodLength.DAY else f"{week.year:04}-W{week.week:02}"
        if self.length is PeriodLength.MONTH:
            return month_text(period)
        if self.length is PeriodLength.QUARTER:
            return f"{period // 4:04}-Q{period % 4 + 1}"
        return f"{period:04}"

    def is_over(self, period: int, now: str) -> bool:
        """Whether the period ended before `now` (fixed-width UTC text)."""
        return (period + 1) * self.length.slots <= _slot(now, self.length)


def period_named(name: str) -> PeriodRange:
    """The one period that a point names: `2026-11-29`, `2026-W48`, `2026-11`, `2026-Q4` or `2026`. Raises
    InvalidInput."""
    try:
        if match := _WEEK.fullmatch(name):
            monday = (date.fromisocalendar(int(match[1]), int(match[2]), 1) - _FIRST_DAY).days
            return PeriodRange(monday, monday, PeriodLength.WEEK)
        if match := _QUARTER.fullmatch(name):
            first = int(match[1]) * 12 + (int(match[2]) - 1) * 3
            return PeriodRange(first, first, PeriodLength.QUARTER)
        if _YEAR.fullmatch(name):
            return PeriodRange(int(name) * 12, int(name) * 12, PeriodLength.YEAR)
        return PeriodRange.between(name, name, _BY_NAME[len(name)])
    except (KeyError, ValueError, InvalidInput) as error:
        raise InvalidInput(
            "not a period; expected a day such as 2026-11-29, a week such as 2026-W48, a month such as 2026-11, a "
            "quarter such as 2026-Q4, or a year"
        ) from error


def asked_range(first: str | None, last: str | None, length: PeriodLength) -> PeriodRange:
    """The range between two months, or days, such as `2026-11`: to the present one, and of twelve periods, where they
    are left out. Raises InvalidInput."""
    last = last or utc_now()[:10]
    end = PeriodRange.between(last, last, length).end
    if first is None:
        return PeriodRange(max(0, end - _USUAL_PERIODS) * length.slots, _slot(last, length, is_last=True), length)
    return PeriodRange.between(first, last, length)


def day_bounds(first: str | None, last: str | None) -> tuple[str, str]:
    """From the beginning of a day or month to the end of another one, as fixed-width UTC text; all times where they are
    left out. Raises InvalidInput where they are none, or the range is backwards."""
    begin = day_number(first) if first else 0
    end = day_number(last, is_last=True) + 1 if last else (date.max - _FIRST_DAY).days
    if begin >= end:
        raise InvalidInput(f"the range ends in {(last or '')[:10]}, before it begins; exchange the two")
    return _day_text(begin), _day_text(end)


def _day_text(number: int) -> str:
    return f"{(_FIRST_DAY + timedelta(days=number)).isoformat()}T00:00:00.000000Z"


def _slot(text: str, length: PeriodLength, *, is_last: bool = False) -> int:
    return day_number(text, is_last=is_last) if length.is_of_days else month_number(text)
