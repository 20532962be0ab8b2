"""Times in the formats that the exports use."""

from datetime import datetime
from zoneinfo import ZoneInfo

_EASTERN = ZoneInfo("America/New_York")


def eastern(at: datetime) -> datetime:
    """The same moment in the time of Ohio."""
    return at.astimezone(_EASTERN)


def shop_time(at: datetime) -> str:
    """`2017-02-03 14:21:33 -0500`, in eastern time."""
    return eastern(at).strftime("%Y-%m-%d %H:%M:%S %z")


def crm_time(at: datetime) -> str:
    """`2017-02-03T19:21:33.000Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def utc_time(at: datetime) -> str:
    """`2017-02-03T19:21:33Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
