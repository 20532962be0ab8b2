"""Scalars. Their values stay as the domain has them, so that writing them out costs next to nothing."""

from datetime import datetime
from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from profile_service.domain.values.times import utc_text

Moment = NewType("Moment", str)
"""Fixed-width UTC text of domain/values/times.py."""

MinorUnits = NewType("MinorUnits", int)

CURRENCY = "ISO 4217 code, such as `EUR`; `XXX` where the source gives no amount."
AMOUNT_KNOWN = "False where the source gives no amount: the total is then 0, and counts in no sum and no average."

SequenceNumber = NewType("SequenceNumber", int)

Json = NewType("Json", object)

_INT64 = 2**63


def optional_id(text: str | None) -> strawberry.ID | None:
    return None if text is None else strawberry.ID(text)


def optional_moment(text: str | None) -> Moment | None:
    return None if text is None else Moment(text)


def _write_time(text: str) -> str:
    """Without the fraction of a second where there is none."""
    return text[:19] + "Z" if text.endswith(".000000Z") else text


def _read_time(value: object) -> str:
    """Fixed-width UTC text. Raises GraphQLError where the value is no time."""
    if not isinstance(value, str):
        raise GraphQLError("DateTime must be text such as 2026-11-22T16:58:35Z")
    try:
        moment = datetime.fromisoformat(value)
        return utc_text(moment)
    except (ValueError, OverflowError) as error:
        raise GraphQLError("not a DateTime; expected a form such as 2026-11-22T16:58:35Z (RFC 3339)") from error


def _read_amount(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -_INT64 <= value < _INT64:
        raise GraphQLError("MinorUnits must be an integer of at most 64 bits")
    return value


def _unchanged(value: object) -> object:
    return value


SCALARS: dict[object, ScalarDefinition] = {
    Moment: strawberry.scalar(
        name="DateTime",
        description="A moment as RFC 3339 text, such as `2026-11-22T16:58:35Z`. It is returned in UTC; without an "
        "offset it is read as UTC.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=_write_time,
        parse_value=_read_time,
    ),
    MinorUnits: strawberry.scalar(
        name="MinorUnits",
        description="An amount of money as an integer of up to 64 bits, in minor units of its currency (cents of EUR, "
        "yen of JPY).",
        serialize=_unchanged,
        parse_value=_read_amount,
    ),
    SequenceNumber: strawberry.scalar(
        name="SequenceNumber",
        description="An integer of up to 64 bits; the numbers follow one another without gaps.",
        serialize=_unchanged,
        parse_value=_read_amount,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="Any JSON value: object, list, text, number, true, false or null.",
        serialize=_unchanged,
        parse_value=_unchanged,
    ),
}
