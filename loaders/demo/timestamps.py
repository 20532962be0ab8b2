"""Times in the formats that the exports use."""

from datetime import UTC, datetime, timedelta, timezone

_SUMMER_TIME = datetime(2017, 3, 12, 7, tzinfo=UTC), datetime(2017, 11, 5, 6, tzinfo=UTC)
"""The first and last moment of summer time in the east of the United States in 2017."""


def eastern(at: datetime) -> datetime:
    """The same moment in the time of Ohio."""
    hours = -4 if _SUMMER_TIME[0] <= at < _SUMMER_TIME[1] else -5
    return at.astimezone(timezone(timedelta(hours=hours)))


def shop_time(at: datetime) -> str:
    """`2017-02-03 14:21:33 -0500`, in eastern time."""
    return eastern(at).strftime("%Y-%m-%d %H:%M:%S %z")


def crm_time(at: datetime) -> str:
    """`2017-02-03T19:21:33.000Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def utc_time(at: datetime) -> str:
    """`2017-02-03T19:21:33Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
