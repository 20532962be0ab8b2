"""Times: read from the forms that exports use, and kept as fixed-width UTC text, which sorts by time.

Text, not a database type: the embedded engine drops the zone of stored datetimes.
"""

from datetime import UTC, datetime, timedelta, tzinfo

from profile_service.domain.values.errors import InvalidInput

EARLIEST = "0000"
LATEST = "9999~"
"""Bounds that sort below and above every fixed-width time."""


def utc_text(moment: datetime) -> str:
    """`2026-11-22T16:58:35.000000Z` of an aware moment; a naive one is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


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


def read_time(text: str, zone: tzinfo = UTC) -> str:
    """Fixed-width UTC text of an ISO-like time such as `2025-10-07 09:50:26 +0200` or `2025-10-07`.

    A text without an offset is a time of `zone`. Raises InvalidInput where it is no time, or where its year is outside
    1900 to 2200: that is a placeholder such as 0001-01-01.
    """
    cleaned = text.strip().replace("/", "-")
    cleaned = cleaned.removesuffix(" UTC").strip()
    head, _, offset = cleaned.rpartition(" ")
    if head and offset[:1] in "+-":
        cleaned = head + offset
    try:
        moment = datetime.fromisoformat(cleaned)
    except ValueError as error:
        raise InvalidInput("not a time; expected a form such as 2025-10-07 09:50:26 +0200") from error
    if not 1900 <= moment.year <= 2200:
        raise InvalidInput(f"the year {moment.year:04d} is outside 1900 to 2200")
    return utc_text(moment if moment.tzinfo else moment.replace(tzinfo=zone))
