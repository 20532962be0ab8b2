"""Birth dates: read from the forms that sources write, so that two of them can be compared."""

import re
from datetime import date
from functools import lru_cache

from profile_service.domain.values.placeholders import is_filled_in_date

_MONTHS = {m: n for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(\d\d?)[-/. ]?(\d\d?)(?:[t ].*)?")
_YEAR_LAST = re.compile(r"(\d\d?)[-/. ](\d\d?)[-/. ](\d{4}|\d\d)(?:[t ].*)?")
_POINTS = re.compile(r"\d\d?\.")
_RUN_TOGETHER = re.compile(r"(\d\d)(\d\d)(\d{4})")
_DAY_FIRST = re.compile(r"(\d\d?)(?:st|nd|rd|th)?[-. ]+([a-z]{3})[a-z]*[-.,  ]+(\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]{3})[a-z]*[-. ]+(\d\d?)(?:st|nd|rd|th)?[-., ]+(\d{4})")
_OLDEST = "1880"


@lru_cache(maxsize=32_768)
def birth_date(text: str) -> str:
    """The date as digits: `19870305`, or `870305` without the century; empty for a placeholder and for no date.

    In `03/05/1987` the first number is taken as the month, if it can be one; the comparison of two dates allows for the
    other reading.
    """
    year, month, day = _parts(text.strip().lower())
    if month > 12 >= day:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    digits = f"{year}{month:02d}{day:02d}"
    unknown = is_filled_in_date(digits) or (len(year) == 4 and year < _OLDEST)
    return "" if unknown else digits


@lru_cache(maxsize=32_768)
def birth_date_readings(text: str) -> frozenset[str]:
    """The days that the text may mean, as eight digits; empty where it states none.

    `04.05.1990` is a day before a month, as everywhere where dates have points; `04/05/1990` may be both, and `90` both
    centuries.
    """
    digits = birth_date(text)
    if not digits:
        return frozenset()
    exchanged = digits[:-4] + digits[-2:] + digits[-4:-2]
    is_ambiguous = _YEAR_LAST.fullmatch(text.strip().lower()) and exchanged[-4:-2] <= "12"
    days = {digits}
    if is_ambiguous:
        days = {exchanged} if _POINTS.match(text.strip()) else {digits, exchanged}
    return frozenset(century + day for day in days for century in (("",) if len(day) == 8 else ("19", "20")))


@lru_cache(maxsize=32_768)
def is_calendar_date(text: str) -> bool:
    """Whether the text is a date that the calendar has, in one of the known forms; so is a placeholder."""
    year, month, day = _parts(text.strip().lower())
    if month > 12 >= day:
        month, day = day, month
    try:
        date(int(year or 2000) if len(year) == 4 else 2000, month, day)
    except ValueError:
        return False
    return True


def _parts(text: str) -> tuple[str, int, int]:
    """Year, month and day; the month is 0 where the text has none of the known forms."""
    if (m := _YEAR_FIRST.fullmatch(text)) and "1800" <= m[1] < "2100":
        return m[1], int(m[2]), int(m[3])
    if m := _YEAR_LAST.fullmatch(text) or _RUN_TOGETHER.fullmatch(text):
        return m[3], int(m[1]), int(m[2])
    if m := _DAY_FIRST.fullmatch(text):
        return m[3], _MONTHS.get(m[2], 0), int(m[1])
    if m := _MONTH_FIRST.fullmatch(text):
        return m[3], _MONTHS.get(m[1], 0), int(m[2])
    return "", 0, 0
