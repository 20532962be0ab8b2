"""What became of orders and tickets by the end of the year; much of its last month is not settled yet."""

from datetime import UTC, datetime
from random import Random

_LAST_MONTH = datetime(2017, 12, 1, tzinfo=UTC)
_LAST_DAYS = datetime(2017, 12, 18, tzinfo=UTC)
_ORDER_STATES = ("paid", "unpaid", "cancelled", "expired", "refunded", "unshipped")
_TICKET_STATUSES = ("closed", "solved", "open", "pending", "hold", "new")


def order_state(rng: Random, at: datetime) -> str:
    """One of `paid`, which is shipped too, `unpaid`, `cancelled`, `expired`, `refunded` and, if new, `unshipped`."""
    chances = (86, 2, 5, 3, 4, 0) if at < _LAST_MONTH else (50, 25, 12, 8, 5, 0)
    state = rng.choices(_ORDER_STATES, chances)[0]
    return "unshipped" if state == "paid" and at >= _LAST_DAYS else state


def ticket_status(rng: Random, at: datetime) -> str:
    """The help desk's own word."""
    chances = (70, 24, 2, 2, 1, 1) if at < _LAST_MONTH else (10, 20, 25, 20, 10, 15)
    return rng.choices(_TICKET_STATUSES, chances)[0]
