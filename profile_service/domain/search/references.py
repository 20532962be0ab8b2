"""The numbers of an event that people quote: of a ticket, a parcel or a payment."""

from profile_service.domain.sources.details import any_of, field_pattern, first_text, may_have, text_of
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.order_details import PARCEL_NUMBER, parcel_number, payment_reference
from profile_service.domain.sources.records import lookup_form

_CASE = field_pattern(r"(case | ticket | incident)(_?(number | no | nr | id))?")
_QUOTED = any_of(_CASE, PARCEL_NUMBER)
_RECEIPT = field_pattern(r"(receipt | invoice)_?(number | no | nr)")


def reference_key(event: Event) -> str | None:
    """The number of the parcel or of the ticket that the event is about, as it is looked up; None without one."""
    if may_have(event.details, _QUOTED):
        return _key(parcel_number(event)) or _key(first_text(event.details, _CASE)) or _case_number(event)
    return _case_number(event) if event.about else None


def payment_key(sale: Transaction) -> str | None:
    """The number of the payment of a sale, else of its receipt, as it is looked up; None without one."""
    return _key(payment_reference([sale])) or _key(first_text(sale.details, _RECEIPT))


def number_key(number: str) -> str:
    """A number as it is looked up: `#1001` and `1001` are the same."""
    return lookup_form(number).replace(" ", "")


def plain_key(number: str) -> str:
    """As `number_key`, without leading zeros, which people leave out."""
    key = number_key(number)
    return key.lstrip("0") or key


def _case_number(event: Event) -> str | None:
    """The number that the source gives to the case that the event is about, else its id; of a message within a case
    None, for it is the case's own event that is quoted."""
    case = next((subject.key for subject in event.about if subject.label == "Case"), None)
    if case is None or not event.details.get("status"):
        return None
    return _key(text_of(event.details.get("number"))) or _key(case.partition(":")[2])


def _key(number: str | None) -> str | None:
    return plain_key(number) or None if number else None
