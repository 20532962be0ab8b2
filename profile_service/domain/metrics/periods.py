"""Periods of metrics: months, quarters, years. A month is numbered from year 0, as 12 a year."""

import re
from dataclasses import dataclass
from enum import Enum

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import utc_now

_PERIOD = re.compile(r"(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(-\d\d(T.*)?)?")
MAX_PERIODS = 240
_USUAL_PERIODS = 12


class PeriodLength(Enum):
    """By the number of months."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


def month_number(text: str) -> int:
    """`2026-11` → 24322, also of the day `2026-11-29`. Raises InvalidInput."""
    if not (match := _MONTH.fullmatch(text)):
        raise InvalidInput("not a month; expected a year and a month such as 2026-11")
    return int(match[1]) * 12 + int(match[2]) - 1


def month_text(number: int) -> str:
    """24322 → `2026-11`."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


@dataclass(frozen=True, slots=True)
class PeriodRange:
    """The periods from the one that has the month `first` to the one that has the month `last`."""

    first: int
    last: int
    length: PeriodLength

    @classmethod
    def between(cls, first: str, last: str, length: PeriodLength) -> "PeriodRange":
        """Of two months as text. Raises InvalidInput where they are none, or the range is backwards or too long."""
        periods = cls(month_number(first), month_number(last), length)
        if periods.first > periods.last:
            raise InvalidInput(
                f"the range ends in {month_text(periods.last)}, before it begins; exchange the two months"
            )
        if periods.end - periods.start > MAX_PERIODS:
            raise InvalidInput(f"the range has more than {MAX_PERIODS} periods; ask for fewer, or for longer ones")
        return periods

    @property
    def start(self) -> int:
        """The number of the first period, in its own length."""
        return self.first // self.length.value

    @property
    def end(self) -> int:
        """The number after that of the last period."""
        return self.last // self.length.value + 1

    def name(self, period: int) -> str:
        """`2026-11`, `2026-Q4` or `2026`."""
        if self.length is PeriodLength.MONTH:
            return month_text(period)
        if self.length is PeriodLength.QUARTER:
            return f"{period // 4:04}-Q{period % 4 + 1}"
        return f"{period:04}"

    def is_over(self, period: int, now: str) -> bool:
        """Whether the period ended before `now` (fixed-width UTC text)."""
        return (period + 1) * self.length.value <= month_number(now)


def period_named(name: str) -> PeriodRange:
    """The one period that a point names: `2026-11`, `2026-Q4` or `2026`. Raises InvalidInput."""
    if not (match := _PERIOD.fullmatch(name)):
        raise InvalidInput("not a period; expected a month such as 2026-11, a quarter such as 2026-Q4, or a year")
    year, quarter, month = match.groups()
    if month:
        return PeriodRange.between(name, name, PeriodLength.MONTH)
    first = int(year) * 12 + (int(quarter) - 1) * 3 if quarter else int(year) * 12
    return PeriodRange(first, first, PeriodLength.QUARTER if quarter else PeriodLength.YEAR)


def asked_range(first: str | None, last: str | None, length: PeriodLength) -> PeriodRange:
    """The range between two months such as `2026-11`: to the present one, and of twelve periods, where they are left
    out. Raises InvalidInput."""
    last = last or utc_now()
    end = PeriodRange.between(last, last, length).end
    return PeriodRange.between(first or month_text((end - _USUAL_PERIODS) * length.value), last, length)
