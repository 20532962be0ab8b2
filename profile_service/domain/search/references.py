"""The numbers of an event that people quote: of a ticket, a parcel or a payment."""

import re

from profile_service.domain.sources.details.detail_fields import any_of, field_pattern, first_text, may_have, text_of
from profile_service.domain.sources.details.order_details import PARCEL_NUMBER, parcel_number, payment_reference
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.records import lookup_form

_CASE = field_pattern(r"(case | ticket | incident)(_?(number | no | nr | id))?")
_QUOTED = any_of(_CASE, PARCEL_NUMBER)
_RECEIPT = field_pattern(r"(receipt | invoice)_?(number | no | nr)")
LEAST_DIGITS_ALONE = 3
# Letters and signs, a year or a shop, the digits that people read out, and a letter or a page behind them.
_WITHIN = re.compile(r"\D{0,6}(?:\d+[\W_]+){0,2}(\d{3,15})(?:\D{0,6}|[\W_]\d{1,2})")


def reference_key(event: Event, *, is_payment: bool = False) -> str | None:
    """The number of the parcel or of the ticket that the event is about, as it is looked up; of a payment, a refund or
    a bill (`is_payment`) else its own; None without one."""
    key = _parcel_or_case(event)
    return key or (_payment_number(event) or _key(event.key.split(":", 2)[-1]) if is_payment else key)


def reference_digits(event: Event, reference: str | None) -> str | None:
    """The digits of the number of the ticket that the event is about, as `digits_key` has them. `reference`: its
    `reference_key`."""
    if reference is None or reference.isdecimal():
        return None
    number = first_text(event.details, _CASE) or _case_text(event)
    return digits_key(number) if number else None


def payment_key(sale: Transaction) -> str | None:
    """The number of the payment of a sale, else of its receipt, as it is looked up; None without one."""
    return _payment_number(sale)


def digits_key(number: str) -> str | None:
    """The digits of a number that people read out alone: `B1004`, `ORD-2024-1004`, `#1004-EU` → `1004`; None where it
    is looked up by nothing else anyway, or has too few."""
    plain = number.removeprefix("#")
    if plain.isdecimal() and plain[0] != "0":
        return None
    match = _WITHIN.fullmatch(number.strip())
    digits = match[1].lstrip("0") if match else ""
    return digits if len(digits) >= LEAST_DIGITS_ALONE and digits != number_key(number) else None


def number_key(number: str) -> str:
    """A number as it is looked up: `#1001` and `1001` are the same."""
    return lookup_form(number).replace(" ", "")


def plain_key(number: str) -> str:
    """As `number_key`, without leading zeros, which people leave out."""
    key = number_key(number)
    return key.lstrip("0") or key


def _parcel_or_case(event: Event) -> str | None:
    if may_have(event.details, _QUOTED):
        return _key(parcel_number(event)) or _key(first_text(event.details, _CASE)) or _key(_case_text(event))
    return _key(_case_text(event)) if event.about else None


def _payment_number(event: Event) -> str | None:
    return _key(payment_reference([event])) or _key(first_text(event.details, _RECEIPT))


def _case_text(event: Event) -> str | None:
    """The number that the source gives to the case that the event is about, else its id; of a message within a case
    None, for it is the case's own event that is quoted."""
    case = next((subject.key for subject in event.about if subject.label == "Case"), None)
    if case is None or not event.details.get("status"):
        return None
    number = text_of(event.details.get("number"))
    return number if number and plain_key(number) else case.partition(":")[2]


def _key(number: str | None) -> str | None:
    return plain_key(number) or None if number else None
