"""The numbers of an event that people quote: of a ticket, a parcel or a payment."""

from collections.abc import Sequence

from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.sources.records import lookup_form

_TRACKING = (
    "tracking_number", "tracking_code", "tracking_id", "tracking", "parcel_number", "parcel", "shipment_number",
    "consignment_number", "consignment", "waybill", "awb",
)  # fmt: skip
_CASE = ("case_number", "ticket_number", "case", "ticket", "case_id", "ticket_id")
_PAYMENT = (
    "payment_reference", "payment_id", "transaction_id", "payment_intent", "charge_id", "receipt_number",
    "invoice_number", "reference",
)  # fmt: skip


def reference_key(event: Event) -> str | None:
    """The number of the parcel or of the ticket that the event is about, as it is looked up; None without one."""
    return _first(event, _TRACKING) or _case_number(event)


def payment_key(sale: Transaction) -> str | None:
    """The number of the payment of a sale, as it is looked up; None without one."""
    return _first(sale, _PAYMENT)


def number_key(number: str) -> str:
    """A number as it is looked up: `#1001` and `1001` are the same."""
    return lookup_form(number).replace(" ", "")


def plain_key(number: str) -> str:
    """As `number_key`, without leading zeros, which people leave out."""
    key = number_key(number)
    return key.lstrip("0") or key


def _case_number(event: Event) -> str | None:
    """The number that the source gives to the case, else its id; of a message within a case None, for it is the case's
    own event that is quoted."""
    if number := _first(event, _CASE):
        return number
    cases = [subject.key for subject in event.about if subject.label == "Case"]
    if not cases or not event.details.get("status"):
        return None
    return _first(event, ("number",)) or plain_key(cases[0].partition(":")[2]) or None


def _first(event: Event, names: Sequence[str]) -> str | None:
    if not event.details or event.details.keys().isdisjoint(names):
        return None
    for name in names:
        value = event.details.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and (key := plain_key(str(value))):
            return key
    return None
