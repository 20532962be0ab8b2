"""A customer's context as of a moment: the latest events of each class, each read once, and only where asked for."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence, Set
from typing import TypeVar

from profile_service.domain.actions.next_actions import NextAction, next_actions
from profile_service.domain.context import event_details
from profile_service.domain.context.history import (
    LOOK_BACK_EVENTS,
    WINDOWS,
    EventClass,
    History,
    class_filter,
    open_filter,
)
from profile_service.domain.context.insights import NEEDED_CLASSES, Insights
from profile_service.domain.profile.timelines import EventFilter
from profile_service.domain.sources.consents import ConsentState
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.values.times import LATEST, utc_now
from profile_service.service.declared.actions import actions
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from profile_service.service.profile.customer import Customer
from profile_service.service.profile.orders.paid_orders import with_paid_orders

_Result = TypeVar("_Result")
_CONSENTS = "consents"
_NEED_CONSENTS = ("preferences", "nextActions")
"""The insights that need to know what the customer allowed, which is not among the events."""
_NEED_OLDER_CONTACTS = ("openThreads", "nextActions", "recommendations")
"""The insights that need the contacts behind the latest ones that belong to open conversations."""
_OLDER_CONTACTS = "older contacts"
_STATED_ATTRIBUTES = ("language", "preferred_channel", "preferred_time", "preferred_store")


class CustomerContext:
    """Insights of one customer, for one request. What is asked for in one moment is read in one statement.

    `now`: fixed-width UTC text; everything is then as if nothing had come at that moment or later. Without it, the
    present, and the month counts whole: what is dated later in it is taken to have happened. `channel` and
    `task`: where the reader serves the customer, for what.
    """

    def __init__(
        self, customer: Customer, now: str | None = None, *, channel: str | None = None, task: str | None = None
    ) -> None:
        self._customer = customer
        then = customer.as_of(now) if now else None
        self._as_of = _started(then) if then else None
        counted = with_paid_orders(self._as_of or customer, now)
        self._counted = _started(counted) if counted else None
        self._events: dict[EventClass, asyncio.Task[tuple[Event, ...]]] = {}
        self._consents: asyncio.Task[list[ConsentState]] | None = None
        self._older_contacts: asyncio.Task[tuple[Event, ...]] | None = None
        self._latest_insights: Insights | None = None
        self._drawn_from: set[str] = set()
        self._until = now
        self.now = now or utc_now()
        self.channel = channel
        self.task = task

    def insights(self, name: str) -> Awaitable[Insights]:
        """The insights, read as far as the named one needs. Raises OutsideView where the view does not show it."""
        self._customer.view.require("insight", [name])
        for event_class in NEEDED_CLASSES[name]:
            if event_class not in self._events:
                wanted, window = class_filter(event_class, self.now), WINDOWS[event_class]
                if self._as_of is None:
                    latest = self._customer.latest(wanted, window, LOOK_BACK_EVENTS)
                else:
                    latest = _latest_then(self._as_of, wanted, window)
                self._events[event_class] = _started(latest)
        needed: set[str] = {*NEEDED_CLASSES[name]}
        if name in _NEED_OLDER_CONTACTS:
            needed.add(_OLDER_CONTACTS)
            self._older_contacts = self._older_contacts or self._read_older_contacts(self._events["contacts"])
        if name in _NEED_CONSENTS:
            needed.add(_CONSENTS)
            self._consents = self._consents or _started(self._customer.consents.states(self._until))
        return self._insights(needed)

    def next_actions(self, insights: Insights) -> list[NextAction]:
        """What to do by the insights of `nextActions`, and by the rules whose insights the view shows all: nobody must
        guess from the advice what the view hides."""
        shown = [rule for rule in actions() if all(map(self._customer.view.shows_insight, rule.insights))]
        return next_actions(shown, insights)

    async def _insights(self, needed: Set[str]) -> Insights:
        """The same object for all that was asked for in the same moment, so that nothing is worked out twice."""
        if self._counted:
            self._customer = await self._counted
        events = {event_class: await reading for event_class, reading in list(self._events.items())}
        consents = await self._consents if self._consents else None
        older_contacts = await self._older_contacts if self._older_contacts else None
        if self._latest_insights is None or not self._drawn_from >= needed:
            others = {_CONSENTS: consents, _OLDER_CONTACTS: older_contacts}
            self._drawn_from = {*events, *(name for name, read in others.items() if read is not None)}
            self._latest_insights = Insights(self._history(events, older_contacts or (), consents or ()))
        return self._latest_insights

    def _read_older_contacts(self, latest: Awaitable[tuple[Event, ...]]) -> asyncio.Task[tuple[Event, ...]]:
        """The contacts behind the latest ones that belong to open conversations."""
        wanted = open_filter(self.now)
        if self._as_of is None:
            return _started(_older_contacts(self._customer, wanted, latest, _left_open(self._customer, wanted)))
        return _started(_older_contacts_then(self._as_of, wanted, latest))

    def _history(
        self,
        events: Mapping[EventClass, tuple[Event, ...]],
        older_contacts: tuple[Event, ...],
        consents: Iterable[ConsentState],
    ) -> History:
        sales = tuple(event for event in events.get("sales", ()) if isinstance(event, Transaction))
        return History(
            now=self.now,
            kinds=touchpoints().kinds,
            sales=sales,
            contacts=events.get("contacts", ()),
            voices=events.get("voices", ()),
            case_messages=events.get("case_messages", ()),
            matters=events.get("matters", ()),
            answers=events.get("answers", ()),
            latest=events.get("latest", ()),
            record_tallies=tuple(tuple(record.tallies) for record in self._customer.profile.records),
            consents=tuple(state.decisive for state in consents),
            orders_from=self._orders_from(sales),
            stated=self._stated_attributes(),
            repurchases=self._customer.repurchases,
            channel=self.channel,
            task=self.task,
            order_states=order_states(),
            older_contacts=older_contacts,
            order_payments=self._customer.order_payments,
        )

    def _orders_from(self, sales: Sequence[Transaction]) -> str:
        """The moment from which no order is missing among the sales read: all time, where they are as many as the
        tallies count."""
        if not self._customer.view.shows_kind("order"):
            return LATEST
        tallies = [tally for record in self._customer.profile.records for tally in record.tallies]
        months = [tally for tally in tallies if tally.cell.currency and tally.cell.month <= self.now[:7]]
        if sum(tally.count for tally in months) <= len(sales):
            return ""
        return sales[-1].occurred_at if sales else LATEST

    def _stated_attributes(self) -> dict[str, str]:
        golden = {name: self._customer.golden_attribute(name) for name in _STATED_ATTRIBUTES}
        return {name: value.winner.value for name, value in golden.items() if value}


async def _latest_then(then: Awaitable[Customer], wanted: EventFilter, window: int) -> tuple[Event, ...]:
    return await (await then).latest(wanted, window, LOOK_BACK_EVENTS)


async def _older_contacts_then(
    then: Awaitable[Customer], wanted: EventFilter, latest: Awaitable[tuple[Event, ...]]
) -> tuple[Event, ...]:
    customer = await then
    return await _older_contacts(customer, wanted, latest, _left_open(customer, wanted))


def _left_open(customer: Customer, wanted: EventFilter) -> Awaitable[list[Event]] | None:
    return customer.left_open(wanted, WINDOWS["contacts"], LOOK_BACK_EVENTS)


async def _older_contacts(
    customer: Customer,
    wanted: EventFilter,
    latest: Awaitable[tuple[Event, ...]],
    left_open: Awaitable[list[Event]] | None,
) -> tuple[Event, ...]:
    """The contacts that leave something open, and all that belong to one conversation with them or with an open one of
    the latest: these take a statement more, where there are any. None of them is among the latest."""
    if left_open is None:
        return ()
    now = wanted.until or LATEST
    window, older = {contact.key: contact for contact in await latest}, await left_open
    open_contacts = [*(contact for contact in window.values() if event_details.is_left_open(contact, now)), *older]
    if not open_contacts:
        return ()
    related = {contact.key: contact for contact in older} | await customer.related_contacts(open_contacts, wanted)
    return tuple(contact for key, contact in sorted(related.items()) if key not in window)


def _started(reading: Awaitable[_Result]) -> asyncio.Task[_Result]:
    """The reading as a task that is under way."""
    task = asyncio.ensure_future(reading)
    task.add_done_callback(_take_error)
    return task


def _take_error(task: asyncio.Task[object]) -> None:
    """Mark a task's error as seen: whoever awaits the task gets it, and a class that nobody awaits any more has none of
    its own to report."""
    if not task.cancelled():
        task.exception()
