"""Events: interactions and transactions. An event belongs to the source record that did it, never to a profile."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

import orjson

from profile_service.domain.sources.event_moves import event_moves
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.times import read_time

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
UPDATE_TIMES = ("updated_at", "solved_at", "closed_at")
"""The details that say when a source stated an event last."""
SubjectLabel: TypeAlias = Literal["Product", "Coupon", "Case", "Order"]


class Subject(NamedTuple):
    """The subject of an event. `key` is unique within its label: `shopify:sku-1`; `name` may be empty.

    A tuple, because a load makes and compares one for every line of every order.
    """

    label: SubjectLabel
    key: str
    name: str = ""


class EventVersion(NamedTuple):
    """The fields of an event by which a load sees what it changes: its digest, and its timeline key, which names its
    record and its time; empty where its source deleted the event. `moves_text`: what stewards stated of its record, as
    it is stored. A tuple, because a load compares one for every event."""

    digest: str
    timeline: str
    moves_text: str | None = None

    @property
    def record(self) -> str:
        """The key of the record that its source names, as it stands in timeline keys."""
        if self.moves_text:
            return timeline_prefix(event_moves(self.moves_text).source_record)[:-1]
        return self.timeline.split("|", 2)[0]

    @property
    def occurred_at(self) -> str:
        return self.timeline.split("|", 2)[1]


class Line(NamedTuple):
    """One line of a transaction. Money in minor units of the transaction's currency; `price_minor` is for one unit.

    `details`: the source's other fields of the line, as JSON values. A tuple, because a load makes one for every row.
    """

    product: Subject
    quantity: float
    price_minor: int
    discount_minor: int = 0
    details: Mapping[str, Json] = MappingProxyType({})

    @property
    def details_text(self) -> str | None:
        """The details as JSON text; None where there are none."""
        return orjson.dumps(dict(self.details)).decode() if self.details else None


# Events and items are not frozen: loads and reads make them by the thousand, and a frozen one takes twice as long.
@dataclass
class Event:
    """An interaction or a transaction. `key` is unique over all sources (`shopify:order:1001`); `record` is the key of
    the record that did it.

    `occurred_at` is fixed-width UTC text. `direction`: `one-way` or `two-way`. `details`: the source's other fields, as
    JSON values.
    """

    key: str
    record: str
    kind: str
    occurred_at: str
    channel: str | None = None
    device: str | None = None
    task: str | None = None
    direction: str | None = None
    about: tuple[Subject, ...] = ()
    details: Mapping[str, Json] = field(default_factory=dict)

    @property
    def timeline(self) -> str:
        """The key by which a record's events are sorted in time; also the cursor of a timeline."""
        return timeline_key(self.record, self.occurred_at, self.key)

    @property
    def stated_at(self) -> str:
        """When its source stated it last, as fixed-width UTC text: at its latest update, never before it happened."""
        if self.details.keys().isdisjoint(UPDATE_TIMES):  # as most are; a load asks for each event
            return self.occurred_at
        times = (_time_or_none(self.details.get(name)) for name in UPDATE_TIMES)
        return max([self.occurred_at, *filter(None, times)])

    @property
    def details_text(self) -> str | None:
        """The details as JSON text; None where there are none."""
        return orjson.dumps(dict(self.details)).decode() if self.details else None

    @property
    def digest(self) -> str:
        """A digest of the event's content; equal digests mean that loading it again changes nothing."""
        return hashlib.blake2b(orjson.dumps(self._content()), digest_size=16).hexdigest()

    def _content(self) -> list[object]:
        touchpoint = [self.channel, self.device, self.task, self.direction]
        about = [[subject.label, subject.key] for subject in self.about]
        return [self.key, self.record, self.kind, self.occurred_at, *touchpoint, about, _sorted_items(self.details)]


def _sorted_items(details: Mapping[str, Json]) -> list[tuple[str, Json]]:
    return sorted(details.items()) if details else []


def event_source(event: Event) -> str:
    """The source that states it: the one that its key begins with, else that of its record."""
    prefix, colon, _ = event.key.partition(":")
    return prefix if colon else event.record.partition(":")[0]


def _time_or_none(written: Json) -> str | None:
    try:
        return read_time(written) if isinstance(written, str) and written.strip() else None
    except InvalidInput:
        return None


@dataclass
class Interaction(Event):
    """An event that is not a sale: wishlist, coupon_redemption, support_call, review…"""


SALE_KINDS = frozenset({"order", "return", "exchange"})
"""The kinds of a transaction."""
UNKNOWN_CURRENCY = "XXX"
"""ISO 4217: no currency. That of a transaction whose source gives no amount."""


@dataclass
class Transaction(Event):
    """An `order`, `return` or `exchange`. `total_minor` is what it comes to, in minor units of `currency`; 0 where the
    currency is UNKNOWN_CURRENCY, for then nobody knows."""

    number: str | None = None
    status: str | None = None
    currency: str = "USD"
    total_minor: int = 0
    discount_minor: int = 0
    lines: tuple[Line, ...] = ()

    @property
    def has_amount(self) -> bool:
        return self.currency != UNKNOWN_CURRENCY

    def _content(self) -> list[object]:
        order = [self.number, self.status, self.currency, self.total_minor, self.discount_minor]
        lines = [
            [line.product.key, line.quantity, line.price_minor, line.discount_minor, *_sorted_items(line.details)]
            for line in self.lines
        ]
        return [*super()._content(), *order, lines]


def as_transaction(event: Event) -> Event:
    """An event of the kind of a sale that states no amounts, as a transaction of unknown amount; any other as it is."""
    if event.kind not in SALE_KINDS or isinstance(event, Transaction):
        return event
    number, status = (
        _first_text(event, *names) for names in (("number", "order_number", "order"), ("status", "state"))
    )
    stated = {each.name: getattr(event, each.name) for each in fields(event)}
    return Transaction(**stated, number=number, status=status, currency=UNKNOWN_CURRENCY)


def _first_text(event: Event, *names: str) -> str | None:
    texts = (value.strip() for name in names if isinstance(value := event.details.get(name), str))
    return next(filter(None, texts), None)


def timeline_key(record: str, at: str, event: str) -> str:
    """The timeline key `<record key>|<time>|<event key>`; a bar in the record key is escaped, so that the ranges of two
    records never overlap."""
    return f"{timeline_prefix(record)}{at}|{event}"


def timeline_prefix(record: str) -> str:
    """The beginning of the timeline keys of a record's events, and of no other record's."""
    return record.replace("|", "%7C") + "|"
