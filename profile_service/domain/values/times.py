"""Times: read from the forms that exports use, and kept as fixed-width UTC text, which sorts by time.

Text, not a database type: the embedded engine drops the zone of stored datetimes.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.month_names import read_moment

# What begins the time of day in a format of strptime.
_TIME_DIRECTIVES = re.compile(r"%-?[HIkljMSfpTXRzZ]")
_TIME_OF_DAY = re.compile(
    r"(?:\s*,)?(?:\s+at\s+|T|\s+)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?"
    r"(?:\s*([AaPp])\.?[Mm]\.?)?(?:\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?))?$",
    re.IGNORECASE,
)

EARLIEST = "0000"
LATEST = "9999~"
"""Bounds that sort below and above every fixed-width time."""


def utc_text(moment: datetime) -> str:
    """`2026-11-22T16:58:35.000000Z` of an aware moment; a naive one is taken as UTC."""
    if moment.tzinfo is not UTC:  # as the clock's is, and most times of files: a load asks for each of its rows
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{moment.isoformat(timespec='microseconds')[:-6]}Z"


def utc_now() -> str:
    return utc_text(datetime.now(UTC))


def parse_utc_text(text: str) -> datetime:
    """The aware moment of a text made by `utc_text`."""
    return datetime.fromisoformat(text)


def days_between(earlier: str, later: str) -> float:
    """Days from one fixed-width time to another; negative where `later` is the earlier one."""
    return (parse_utc_text(later) - parse_utc_text(earlier)).total_seconds() / 86_400


def days_later(at: str, days: float) -> str:
    """The fixed-width time so many days later; earlier where the number is negative."""
    return utc_text(parse_utc_text(at) + timedelta(days=days))


def read_dated_time(text: str, date_format: str, zone: tzinfo = UTC) -> str:
    """Fixed-width UTC text of a date in the form of `strptime`, such as `%d-%m-%Y`, with or without a time of day.

    The time of day may have seconds, fractions, AM or PM, and an offset or UTC; a text without an offset is a time of
    `zone`. A time of day in the format itself is no more than an example. Raises InvalidInput as `read_time` does.
    """
    date_part = _TIME_DIRECTIVES.split(date_format, maxsplit=1)[0].rstrip(" T,at") or date_format
    match = _TIME_OF_DAY.search(text.strip())
    written_date = text.strip()[: match.start()] if match else text.strip()
    try:
        moment = read_moment(written_date, date_part)
        time = _time_of_day(match) if match else ""
        return read_time(f"{moment.date().isoformat()}{time}", zone)
    except (ValueError, re.error) as error:
        raise InvalidInput(f"not a time of the form {date_format}") from error


def _time_of_day(match: re.Match[str]) -> str:
    """`T14:30:00.000000+02:00` of the parts of a time of day. Raises ValueError where there is no such hour."""
    hour, minute, second, fraction, half, offset = match.groups()
    if half:
        if not 1 <= int(hour) <= 12:
            raise ValueError("no hour of a half day")
        hour = str(int(hour) % 12 + (12 if half[0] in "pP" else 0))
    sign = "+00:00" if offset and offset.upper() in ("Z", "UTC", "GMT") else offset or ""
    return f"T{hour:0>2}:{minute}:{second or '00'}.{(fraction or '0')[:6]:0<6}{sign}"


def read_time(text: str, zone: tzinfo = UTC) -> str:
    """Fixed-width UTC text of an ISO-like time such as `2025-10-07 09:50:26 +0200` or `2025-10-07`.

    A text without an offset is a time of `zone`. Raises InvalidInput where it is no time, or where its year is outside
    1900 to 2200: that is a placeholder such as 0001-01-01.
    """
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))  # as most times are; a load asks for each of its rows
    except ValueError:
        moment = _cleaned_moment(text)
    if not 1900 <= moment.year <= 2200:
        raise InvalidInput(f"the year {moment.year:04d} is outside 1900 to 2200")
    return utc_text(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _cleaned_moment(text: str) -> datetime:
    cleaned = text.strip().replace("/", "-")
    cleaned = cleaned.removesuffix(" UTC").strip()
    head, _, offset = cleaned.rpartition(" ")
    if head and offset[:1] in "+-":
        cleaned = head + offset
    try:
        return _moment(cleaned)
    except ValueError as error:
        raise InvalidInput("not a time; expected a form such as 2025-10-07 09:50:26 +0200") from error


def _moment(text: str) -> datetime:
    """The moment of a text, naive where it has no offset. Raises ValueError where it is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        if not (match := _TIME_OF_DAY.search(text)):
            raise
        return datetime.fromisoformat(text[: match.start()] + _time_of_day(match))
