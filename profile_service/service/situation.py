"""A customer's situation as of a moment: the latest events of each class, each read once, and only where asked for."""

from collections.abc import Awaitable, Iterable, Mapping
from operator import attrgetter

from profile_service.domain.actions.next_actions import NextAction, next_actions
from profile_service.domain.consents import Consent
from profile_service.domain.context.history import WALKED, WINDOW, Class, History, filter_of
from profile_service.domain.context.insights import RESTS_ON, Insights
from profile_service.domain.events import Event, Transaction
from profile_service.domain.times import utc_now
from profile_service.service.actions import actions
from profile_service.service.context import Customer

_STATED = ("language", "preferred_channel", "preferred_time", "preferred_store")


class Situation:
    """Insights of one customer, for one request. What is asked for in one moment is read in one statement.

    `now`: fixed-width UTC text, else the present. `channel` and `task`: where the reader serves the customer, for what.
    """

    def __init__(
        self, customer: Customer, now: str | None = None, *, channel: str | None = None, task: str | None = None
    ) -> None:
        self._customer = customer
        self._known: dict[Class, Awaitable[list[list[Event]]]] = {}
        self._drawn: dict[tuple[Class, ...], Insights] = {}
        self.now = now or utc_now()
        self.channel = channel
        self.task = task

    def insights(self, name: str) -> Awaitable[Insights]:
        """What the insight of that name rests on. Raises OutsideView where the view does not show it."""
        self._customer.view.require("insight", [name])
        classes = RESTS_ON[name]
        return self._insights(classes, {each: self._read(each) for each in classes})

    async def next_actions(self) -> list[NextAction]:
        """By the rules whose insights the view shows all: what it hides must not be guessed from what is advised."""
        shown = [rule for rule in actions() if all(map(self._customer.view.shows_insight, rule.insights))]
        return next_actions(shown, await self.insights("nextActions"))

    def _read(self, name: Class) -> Awaitable[list[list[Event]]]:
        if name not in self._known:
            self._known[name] = self._customer.latest(filter_of(name, self.now), WINDOW, WALKED)
        return self._known[name]

    async def _insights(
        self, classes: tuple[Class, ...], reads: Mapping[Class, Awaitable[list[list[Event]]]]
    ) -> Insights:
        found = {name: _newest(await events) for name, events in reads.items()}
        if classes not in self._drawn:
            self._drawn[classes] = Insights(self._history(found))
        return self._drawn[classes]

    def _history(self, found: Mapping[Class, tuple[Event, ...]]) -> History:
        return History(
            now=self.now,
            sales=tuple(event for event in found.get("sales", ()) if isinstance(event, Transaction)),
            contacts=found.get("contacts", ()),
            voices=found.get("voices", ()),
            affairs=found.get("affairs", ()),
            answers=found.get("answers", ()),
            latest=found.get("latest", ()),
            tallies=tuple(tally for record in self._customer.profile.records for tally in record.tallies),
            consents=self._consents(),
            stated=self._stated(),
            channel=self.channel,
            task=self.task,
        )

    def _consents(self) -> tuple[Consent, ...]:
        """What holds for each purpose and channel. The one place where consents come into insights."""
        return ()

    def _stated(self) -> dict[str, str]:
        found = {name: self._customer.golden_attribute(name) for name in _STATED}
        return {name: golden.winner.value for name, golden in found.items() if golden}


def _newest(found: Iterable[Iterable[Event]]) -> tuple[Event, ...]:
    """The latest WINDOW of the events of all records, newest first."""
    merged = sorted((event for events in found for event in events), key=attrgetter("occurred_at", "key"), reverse=True)
    return tuple(merged[:WINDOW])
