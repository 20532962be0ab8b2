"""Times as the exports write them."""

from datetime import UTC, datetime, timedelta, timezone

# US summer time of 2017.
_SUMMER = datetime(2017, 3, 12, 7, tzinfo=UTC), datetime(2017, 11, 5, 6, tzinfo=UTC)


def eastern(at: datetime) -> datetime:
    hours = -4 if _SUMMER[0] <= at < _SUMMER[1] else -5
    return at.astimezone(timezone(timedelta(hours=hours)))


def shop_time(at: datetime) -> str:
    """`2017-02-03 14:21:33 -0500`"""
    return eastern(at).strftime("%Y-%m-%d %H:%M:%S %z")


def crm_time(at: datetime) -> str:
    """`2017-02-03T19:21:33.000Z`"""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def zulu(at: datetime) -> str:
    """`2017-02-03T19:21:33Z`"""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
