"""How values stand on a page: amounts, days, and words of the schema in plain English."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from markupsafe import Markup

from profile_service.domain.values.money import exponent
from profile_service.domain.values.times import utc_now

_WEEK = timedelta(days=7)
_SHORTENED = 12
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def money(minor: int, currency: str) -> str:
    """`12345, "EUR"` → `EUR 123.45`."""
    digits = exponent(currency)
    return f"{currency} {Decimal(minor).scaleb(-digits):,.{digits}f}"


def moment(text: str | None) -> Markup:
    """A moment of the schema as a day people read, with the whole moment behind it; nothing for none."""
    if not text:
        return Markup("")
    at = _parsed(text)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        text, f"{at:%A, %-d %B %Y, %H:%M} UTC", ago(at, datetime.fromisoformat(utc_now()))
    )


def day(text: str | None) -> Markup:
    """A moment of the schema as a date."""
    if not text:
        return Markup("")
    at = _parsed(text)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        text, f"{at:%A, %-d %B %Y, %H:%M} UTC", f"{at:%-d %b %Y}"
    )


def clock(text: str) -> str:
    """`16:21` of a moment of the schema."""
    return f"{_parsed(text):%H:%M}"


def ago(at: datetime, now: datetime) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `yesterday`, `4 days ago`, else the date."""
    passed = now - at
    if passed < timedelta(0):
        return f"{at:%-d %b %Y}"
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{passed.seconds // 60} min ago"
    if passed < timedelta(days=1):
        return f"{passed.seconds // 3600} h ago"
    days = (now.date() - at.date()).days
    if passed < _WEEK:
        return "yesterday" if days == 1 else f"{days} days ago"
    return f"{at:%-d %b}" if at.year == now.year else f"{at:%-d %b %Y}"


def words(name: str | None) -> str:
    """A name of the schema in plain words: `support_call`, `IN_PREPARATION` → `support call`, `in preparation`."""
    text = (name or "").replace("_", " ").replace("-", " ").strip()
    return text.lower() if text.isupper() else text


def heading(name: str | None) -> str:
    """The same with a capital letter, for a label."""
    text = words(name)
    return text[:1].upper() + text[1:]


def short_id(id: str) -> str:
    """The end of an id, by which people tell profiles apart."""
    return f"…{id[-_SHORTENED:]}" if len(id) > _SHORTENED else id


def shorten_ids(text: str) -> str:
    """The text with ids of profiles and loads as `short_id` has them."""
    return _ID.sub(lambda match: short_id(match.group()), text)


def _parsed(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def is_own_time(value: object) -> bool:
    """Whether a text is one of our own times, and not one that a source wrote."""
    return isinstance(value, str) and len(value) == len("2026-01-01T00:00:00.000000Z") and value[10] == "T"
