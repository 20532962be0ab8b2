"""A customer's situation as of a moment: the latest events of each class, each read once, and only where asked for."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence, Set
from typing import Any

from profile_service.domain.actions.next_actions import NextAction, next_actions
from profile_service.domain.context.history import LOOK_BACK_EVENTS, WINDOWS, EventClass, History, class_filter
from profile_service.domain.context.insights import NEEDED_CLASSES, Insights
from profile_service.domain.sources.consents import ConsentState
from profile_service.domain.sources.events import Event, Transaction
from profile_service.domain.values.times import LATEST, utc_now
from profile_service.service.declared.actions import actions
from profile_service.service.profile.customer import Customer

_CONSENTS = "consents"
_BY_CONSENT = ("preferences", "nextActions")
"""The insights that need to know what the customer allowed, which is not among the events."""
_STATED = ("language", "preferred_channel", "preferred_time", "preferred_store")


class CustomerContext:
    """Insights of one customer, for one request. What is asked for in one moment is read in one statement.

    `now`: fixed-width UTC text, else the present. `channel` and `task`: where the reader serves the customer, for what.
    """

    def __init__(
        self, customer: Customer, now: str | None = None, *, channel: str | None = None, task: str | None = None
    ) -> None:
        self._customer = customer
        self._known: dict[EventClass, asyncio.Task[tuple[Event, ...]]] = {}
        self._consents: asyncio.Task[list[ConsentState]] | None = None
        self._drawn: Insights | None = None
        self._drawn_from: set[str] = set()
        self.now = now or utc_now()
        self.channel = channel
        self.task = task

    def insights(self, name: str) -> Awaitable[Insights]:
        """What the insight of that name rests on. Raises OutsideView where the view does not show it."""
        self._customer.view.require("insight", [name])
        for each in NEEDED_CLASSES[name]:
            if each not in self._known:
                asked = self._customer.latest(class_filter(each, self.now), WINDOWS[each], LOOK_BACK_EVENTS)
                self._known[each] = asyncio.ensure_future(asked)
                self._known[each].add_done_callback(_seen)
        needed: set[str] = {*NEEDED_CLASSES[name]}
        if name in _BY_CONSENT:
            needed.add(_CONSENTS)
            if self._consents is None:
                self._consents = asyncio.ensure_future(self._customer.consents())
                self._consents.add_done_callback(_seen)
        return self._insights(needed)

    def next_actions(self, insights: Insights) -> list[NextAction]:
        """What to do by the insights of `nextActions`, and by the rules whose insights the view shows all: nobody must
        guess from the advice what the view hides."""
        shown = [rule for rule in actions() if all(map(self._customer.view.shows_insight, rule.insights))]
        return next_actions(shown, insights)

    async def _insights(self, needed: Set[str]) -> Insights:
        """The one object for all that was asked for in the same moment, so that nothing is worked out twice."""
        found = {name: await events for name, events in list(self._known.items())}
        consents = await self._consents if self._consents else None
        if self._drawn is None or not self._drawn_from >= needed:
            self._drawn_from = {*found} if consents is None else {*found, _CONSENTS}
            self._drawn = Insights(self._history(found, consents or ()))
        return self._drawn

    def _history(self, found: Mapping[EventClass, tuple[Event, ...]], consents: Iterable[ConsentState]) -> History:
        sales = tuple(event for event in found.get("sales", ()) if isinstance(event, Transaction))
        return History(
            now=self.now,
            sales=sales,
            contacts=found.get("contacts", ()),
            voices=found.get("voices", ()),
            matters=found.get("matters", ()),
            answers=found.get("answers", ()),
            latest=found.get("latest", ()),
            tallies=tuple(tally for record in self._customer.profile.records for tally in record.tallies),
            consents=tuple(standing.decisive for standing in consents),
            orders_from=self._orders_from(sales),
            stated=self._stated(),
            channel=self.channel,
            task=self.task,
        )

    def _orders_from(self, sales: Sequence[Transaction]) -> str:
        """From when on no order is missing among the sales read: always, where they are as many as the tallies say."""
        kinds = self._customer.view.kinds
        if kinds is not None and "order" not in kinds:
            return LATEST
        tallied = [t for record in self._customer.profile.records for t in record.tallies if t.cell.currency]
        if sum(tally.count for tally in tallied if tally.cell.month <= self.now[:7]) <= len(sales):
            return ""
        return sales[-1].occurred_at if sales else LATEST

    def _stated(self) -> dict[str, str]:
        found = {name: self._customer.golden_attribute(name) for name in _STATED}
        return {name: golden.winner.value for name, golden in found.items() if golden}


def _seen(task: asyncio.Task[Any]) -> None:
    """Whoever asked for it gets the error; a class that nobody waits for any more has none of its own."""
    if not task.cancelled():
        task.exception()
