"""Events as they are written, in plain values: made ahead of the transaction, and cheap to hand to another process."""

from typing import NamedTuple

from profile_service.domain.context.conversations import matter
from profile_service.domain.context.event_details import open_until
from profile_service.domain.profile import tallies
from profile_service.domain.search.references import (
    digits_key,
    number_key,
    payment_key,
    reference_digits,
    reference_key,
)
from profile_service.domain.sources.event_versions import StatedVersion, stated_at
from profile_service.domain.sources.events import Event, Subject, timeline_key, timeline_prefix
from profile_service.domain.sources.events import Transaction as Sale
from profile_service.domain.sources.order_states import OrderStates, Settlement, given_back_minor

_EVENT = (
    "key", "timeline", "kind", "channel", "device", "task", "direction", "occurred_at", "digest", "details",
    "reference_key",
)  # fmt: skip
PROPERTIES = {
    "Interaction": (*_EVENT, "reference_digits", "open_timeline", "matter"),
    "Transaction": (
        *_EVENT,
        "number",
        "number_key",
        "number_digits",
        "payment_key",
        "status",
        "currency",
        "total_minor",
        "discount_minor",
        "settlement",
        "given_back_minor",
    ),
}
"""The properties of an event by its label, in the order of `EventRow.values`."""
# The first value is the key of the event's first subject.
_OCCURRED_AT = 1 + _EVENT.index("occurred_at")
_STATUS, _SETTLEMENT = (1 + PROPERTIES["Transaction"].index(name) for name in ("status", "settlement"))

KEYS_OF_RECORD = ("timeline", "open_timeline", "matter")
"""The properties that begin with the record's key."""
_UNKNOWN = Settlement.UNKNOWN.value
_COUNTED = Settlement.COUNTED.value


class EventRow(NamedTuple):
    """An event, ready to be written. `label`: Interaction or Transaction; `about`: its subjects; `products`: those of
    its lines; `tally`: the line that counts it; `stated_at`: as the event has it; `values`: the key of its first
    subject, then the values of its label's properties; `lines`: the values of its lines. Lists of values, for maps
    would repeat the names with every event."""

    key: str
    digest: str
    record: str
    label: str
    about: tuple[Subject, ...]
    products: tuple[Subject, ...]
    tally: str
    stated_at: str
    values: list[object]
    lines: list[list[object]]

    @property
    def timeline(self) -> str:
        """Its timeline key: record, time and event."""
        return str(self.values[2])

    @property
    def occurred_at(self) -> str:
        return str(self.values[_OCCURRED_AT])

    @property
    def subjects(self) -> tuple[Subject, ...]:
        return self.about + self.products

    def moved_to(self, record: str) -> "EventRow":
        """The row of the same event where it belongs to another record (key)."""
        names = ["about", *PROPERTIES[self.label]]
        values = [
            moved_key(value, self.record, record) if name in KEYS_OF_RECORD else value
            for name, value in zip(names, self.values, strict=True)
        ]
        return self._replace(record=record, values=values)

    @property
    def unknown_state(self) -> str | None:
        """The status of a transaction that counts in no total because it is not declared; None for any other event."""
        is_unknown = self.label == "Transaction" and self.values[_SETTLEMENT] == _UNKNOWN
        return str(self.values[_STATUS]) if is_unknown else None


def moved_key(key: object, record: str, to: str) -> str | None:
    """A key that begins with the `timeline_prefix` of a record (key), as it is where its event belongs to another one;
    None where there is none."""
    return timeline_prefix(to) + str(key).removeprefix(timeline_prefix(record)) if key else None


class ContactKeys(NamedTuple):
    """The properties by which a contact is found behind others. `open_timeline`: its record, until when it leaves
    something open, its time and its key; `matter`: its record and what it is about, where no case says that."""

    open_timeline: str | None = None
    matter: str | None = None


def event_row(
    event: Event,
    order_states: OrderStates,
    observed_at: str | None = None,
    *,
    is_contact: bool = False,
    is_payment: bool = False,
) -> EventRow:
    """The row of an event. `observed_at`: when its source stated the record in the same row of its file; `is_payment`:
    it is of money that the customer pays or gets, and no sale."""
    sale = event if isinstance(event, Sale) else None
    settled = order_states.settlement(sale).value if sale else _COUNTED
    given_back = given_back_minor(sale) if sale and not settled else 0
    contact = _contact_keys(event) if is_contact else ContactKeys()
    version = StatedVersion(_digest(event, settled, given_back, contact), stated_at(event, observed_at)).text
    own = [settled or None, given_back or None] if sale else contact
    return EventRow(
        key=event.key,
        digest=version,
        record=event.record,
        label="Transaction" if sale else "Interaction",
        about=event.about,
        products=tuple(line.product for line in sale.lines) if sale else (),
        tally=tallies.tally_change(event, settlement=settled, given_back_minor=given_back),
        stated_at=event.stated_at,
        values=[
            event.about[0].key if event.about else None,
            *_property_values(event, version, is_payment=is_payment),
            *own,
        ],
        lines=_line_values(sale) if sale else [],
    )


_DELETED = "deleted "


def deletion_digest(at: str) -> str:
    """The digest of an event that its source deleted at a time; nothing but its key is stored beside."""
    return _DELETED + at


def deletion_time(digest: str) -> str | None:
    """When the source deleted the event with this digest, as fixed-width UTC text; None where it did not."""
    return digest.removeprefix(_DELETED) if digest.startswith(_DELETED) else None


def matter_key(record: str, matter: str) -> str:
    """What a contact of the record (key) is about, as the contact is found by it."""
    return timeline_prefix(record) + matter


def _contact_keys(event: Event) -> ContactKeys:
    until, about = open_until(event), matter(event)
    return ContactKeys(
        timeline_key(event.record, until, f"{event.occurred_at}|{event.key}") if until else None,
        matter_key(event.record, about) if about else None,
    )


def _digest(event: Event, settled: str, given_back: int, contact: ContactKeys) -> str:
    """The event's digest and how it counts, so that loading it again counts it anew once its word is declared; and
    whether it is found as a contact, so that loading it again makes it found."""
    if any(contact):
        return f"{event.digest}:contact"
    if given_back:
        return f"{event.digest}:less {given_back}"
    return f"{event.digest}:{settled}" if settled else event.digest


def _property_values(event: Event, version: str, *, is_payment: bool) -> list[object]:
    """The values of the label's `PROPERTIES`, without the last two, which are of its label alone."""
    reference = reference_key(event, is_payment=is_payment)
    values: list[object] = [
        event.key,
        event.timeline,
        event.kind,
        event.channel,
        event.device,
        event.task,
        event.direction,
        event.occurred_at,
        version,
        event.details_text,
        reference,
    ]
    if not isinstance(event, Sale):
        return [*values, reference_digits(event, reference)]
    looked_up, digits = (number_key(event.number), digits_key(event.number)) if event.number else (None, None)
    values += [event.number, looked_up, digits, payment_key(event), event.status, event.currency, event.total_minor]
    return [*values, event.discount_minor]


def _line_values(sale: Sale) -> list[list[object]]:
    """Event, product, position, quantity, price, discount and details of each line."""
    return [
        [sale.key, line.product.key, position, line.quantity, line.price_minor, line.discount_minor, line.details_text]
        for position, line in enumerate(sale.lines, start=1)
    ]
