"""Readers of an event's details, under the names that sources use for them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from profile_service.domain.sources.events import Event, Subject, SubjectLabel, Transaction
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.ticket_states import leaves_open
from profile_service.domain.values.times import LATEST, days_later, read_time

LEAST_POINTS, MOST_POINTS = 0, 10
LEAST_STARS, MOST_STARS = 1, 5
OPEN_THREAD_DAYS = 365
"""A conversation, an order or a return that nobody touched for longer is forgotten, not open. A source that states
anew where it stands touches it; a ticket whose source still calls it open is never forgotten."""
_CASE_NUMBERS = ("case", "case_id", "case_number", "ticket", "ticket_id", "ticket_number")


def text(event: Event, *names: str) -> str:
    """The first of the named details that is text and not blank; empty where there is none."""
    for name in names:
        value = event.details.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def number(event: Event, *names: str) -> float | None:
    """The first of the named details that is a number, also one written as text; None where there is none."""
    for name in names:
        value = event.details.get(name)
        if isinstance(value, bool) or value is None:
            continue
        try:
            return float(value) if isinstance(value, int | float | str) else None
        except ValueError:
            continue
    return None


def points(event: Event, *names: str) -> float | None:
    """An answer from 0 to 10 under one of the names; None where there is none or it lies outside."""
    return _within(number(event, *names), LEAST_POINTS, MOST_POINTS)


def stars(event: Event) -> float | None:
    """The rating from 1 to 5; None where there is none or it lies outside."""
    return _within(number(event, "stars", "rating"), LEAST_STARS, MOST_STARS)


def moment(event: Event, *names: str) -> str | None:
    """The first of the named details that is a time, as fixed-width UTC text; None where there is none."""
    for name in names:
        if not (written := text(event, name)):
            continue
        try:
            return read_time(written)
        except InvalidInput:
            continue
    return None


def status(event: Event) -> str:
    """The source's word for where the event stands, such as `in progress`; empty where there is none."""
    return _plain(text(event, "status", "state"))


def sale_status(sale: Transaction) -> str:
    """The source's word for where the sale stands, such as `partially refunded`; empty where there is none."""
    return _plain(sale.status or "")


def is_status_open(event: Event) -> bool | None:
    """Whether the source of an event calls it open or closed; None where it says neither."""
    is_closed = text(event, "is_closed")
    return is_closed != "true" if is_closed else leaves_open(status(event))


def unknown_status(event: Event) -> str:
    """The status of an event that is neither called open nor closed; empty where it has none or a declared one."""
    return status(event) if is_status_open(event) is None else ""


def outcome(event: Event) -> str:
    """The source's word for what came of a contact, such as `told to wait`; empty where there is none."""
    return _plain(text(event, "outcome", "resolution"))


def outcome_then(event: Event, now: str) -> str:
    """The source's word for what came of a contact as of a moment, else for where it stood then: before its last update
    it was open, whatever came of it later; empty where nothing is said."""
    if came_of_it := outcome(event):
        return came_of_it
    if event.stated_at <= now:
        return status(event)
    return "" if is_status_open(event) is None else "open"


class MatterStatement(NamedTuple):
    """What an event states of its matter. `at`: from when on that holds; `is_status`: the word is the status that the
    source keeps, which outlives the contact."""

    at: str
    is_open: bool
    word: str
    is_status: bool


def statements(event: Event, now: str) -> Iterator[MatterStatement]:
    """All that an event states, as of a moment. A status holds from the time of its last update on: before that the
    matter was open, whatever came of it later."""
    came_of_it, word = outcome(event), status(event)
    open_by_outcome, open_by_status = leaves_open(came_of_it), is_status_open(event)
    if open_by_outcome is not None:
        yield MatterStatement(event.occurred_at, open_by_outcome, came_of_it, is_status=False)
    if open_by_status is None:
        return
    updated = event.stated_at
    if updated <= now:
        yield MatterStatement(updated, open_by_status, word, is_status=True)
    if updated > event.occurred_at and not came_of_it:
        yield MatterStatement(event.occurred_at, True, "open", is_status=True)


def is_left_open(event: Event, now: str) -> bool:
    """Whether the last that an event states, as of a moment, is that its matter is open."""
    last = max(statements(event, now), default=None)
    return last is not None and last.is_open


def open_until(event: Event) -> str | None:
    """Until when an event by itself may leave its conversation open, as fixed-width UTC text; LATEST where its source
    calls it open still, None where it never does."""
    stated = sorted(statements(event, LATEST))
    if not any(statement.is_open for statement in stated):
        return None
    last = stated[-1]
    if not last.is_open:
        return last.at
    return LATEST if last.is_status else days_later(last.at, OPEN_THREAD_DAYS)


def case_names(event: Event) -> frozenset[str]:
    """The cases that a contact is about, each by its key or by the number that people call it by. A contact that has a
    status and names no case is a case of its own, named by its own key."""
    keys = frozenset(subject.key for subject in subjects(event, "Case"))
    numbers = keys or _plain_numbers(event, _CASE_NUMBERS)
    return numbers or (frozenset() if is_status_open(event) is None else frozenset({event.key}))


def case_numbers(event: Event) -> frozenset[str]:
    """The numbers and ids of a case among an event's details, as they are written there."""
    return _numbers(event, _CASE_NUMBERS)


def earlier_cases(event: Event) -> frozenset[str]:
    """The cases that its own one goes on with, as `case_names` has them."""
    return _plain_numbers(event, ("parent_case",))


class OrderName(NamedTuple):
    """What an event calls an order: its number or its key there, as `plain_number` writes them, and the `source` that
    it is of, empty where the event does not say."""

    source: str
    number: str

    def may_be(self, other: "OrderName") -> bool:
        return self.number == other.number and (not self.source or not other.source or self.source == other.source)


def order_names(event: Event) -> frozenset[OrderName]:
    """The orders that an event says it is about."""
    keys = (subject.key.partition(":") for subject in subjects(event, "Order"))
    stated = frozenset(OrderName(source, plain_number(id)) for source, _, id in keys)
    return stated or frozenset(OrderName("", n) for n in _plain_numbers(event, ("order", "order_number", "order_id")))


def share_orders(ours: Iterable[OrderName], theirs: Collection[OrderName]) -> bool:
    """Whether any of the orders may be the same."""
    return any(one.may_be(other) for one in ours for other in theirs)


def plain_number(written: str) -> str:
    """The number of a case or an order without what people leave out: `#0042` → `42`."""
    return written.strip().casefold().removeprefix("#").strip().lstrip("0")


def subjects(event: Event, label: SubjectLabel) -> list[Subject]:
    return [subject for subject in event.about if subject.label == label]


def products(event: Event) -> dict[str, str]:
    """Key → name of the products that an event is about or that its lines hold; a line of quantity 0 holds none."""
    names = {subject.key: subject.name for subject in subjects(event, "Product")}
    if isinstance(event, Transaction):
        names |= {line.product.key: line.product.name for line in event.lines if line.quantity > 0}
    return names


def _plain_numbers(event: Event, names: Sequence[str]) -> frozenset[str]:
    return frozenset(filter(None, map(plain_number, _numbers(event, names))))


def _numbers(event: Event, names: Sequence[str]) -> frozenset[str]:
    written = (event.details.get(name) for name in names)
    return frozenset(str(each) for each in written if isinstance(each, str | int) and not isinstance(each, bool))


def _plain(word: str) -> str:
    """`In_Progress`, `in-progress` → `in progress`."""
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())


def _within(value: float | None, least: float, most: float) -> float | None:
    return value if value is not None and least <= value <= most else None
