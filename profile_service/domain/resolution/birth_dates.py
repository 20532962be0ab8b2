"""Birth dates: read from the forms that sources write, so that two of them can be compared."""

import re
from datetime import date
from functools import lru_cache

from profile_service.domain.sources.records import lookup_form
from profile_service.domain.values.month_names import month_number
from profile_service.domain.values.placeholders import is_filled_in_date

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(\d\d?)[-/. ]?(\d\d?)(?:[t ].*)?")
_YEAR_LAST = re.compile(r"(\d\d?)[-/. ](\d\d?)[-/. ](\d{4}|\d\d)(?:[t ].*)?")
_POINTS = re.compile(r"\d\d?\.")
_RUN_TOGETHER = re.compile(r"(\d\d)(\d\d)(\d{4})")
_EAST_ASIAN = re.compile(r"(\d{4}) ?[年년] ?(\d\d?) ?[月월] ?(\d\d?) ?[日일]?")
_DAY = re.compile(r"(\d\d?)(?:st|nd|rd|th|er|o|a)?")
_YEAR = re.compile(r"\d{4}|\d\d")
_BESIDE = frozenset("de del of the den".split())
"""Words that stand between a day and its month, or a month and its year."""
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
    if m := _EAST_ASIAN.fullmatch(text):
        return m[1], int(m[2]), int(m[3])
    return _named_month(text) if any(map(str.isalpha, text)) else ("", 0, 0)


def _named_month(text: str) -> tuple[str, int, int]:
    """Year, month and day of a date that has a word for its month, and before it perhaps the day of the week."""
    words = [w for w in lookup_form(text.replace(".", " ").replace(",", " ")).split() if w not in _BESIDE]
    if len(words) == 4 and words[0].isalpha() and not month_number(words[0]):
        words = words[1:]
    if len(words) != 3:
        return "", 0, 0
    one, two, year = words
    day, month = (one, two) if _DAY.fullmatch(one) else (two, one)
    read = _DAY.fullmatch(day)
    return (year, month_number(month), int(read[1])) if read and _YEAR.fullmatch(year) else ("", 0, 0)
