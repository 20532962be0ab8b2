"""The dates of the demo: the real purchases and all else are of 2017, and are moved to end as the files are written."""

from datetime import UTC, date, datetime, timedelta

YEAR = datetime(2017, 1, 1, tzinfo=UTC)
_END = date(2018, 1, 2)
"""Everything happened before this day."""


def shift_to(day: date) -> timedelta:
    """The whole weeks, so that days of the week stay, by which all dates are moved: the last one then lies at most a
    week before the day."""
    return timedelta(weeks=(day - _END).days // 7)
