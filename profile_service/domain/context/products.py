"""The customer and our goods: bought, returned, wished for, and likely to be needed again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from profile_service.domain.context import event_details
from profile_service.domain.context.abandoned import still_wished
from profile_service.domain.context.history import History
from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import days_between, days_later

SET_ASIDE_DAYS = 180
"""What was returned or complained about is not recommended for so long."""
_LEAST_TIMES = 3
_FORGOTTEN = 3
"""Whoever let so many usual intervals pass has stopped buying it."""


@dataclass(frozen=True, slots=True)
class ProductFact:
    """`times` it happened in the window; `last_at` the last time; `due_at`: when it is likely to be needed again."""

    key: str
    name: str
    times: int
    last_at: str
    due_at: str | None
    reason: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class ProductContext:
    """Each part is worked out when it is asked for; the latest comes first."""

    history: History

    @cached_property
    def bought(self) -> tuple[ProductFact, ...]:
        return _facts(self.history.orders, "bought")

    @cached_property
    def returned(self) -> tuple[ProductFact, ...]:
        return _facts(self.history.returns, "returned")

    @cached_property
    def wished(self) -> tuple[ProductFact, ...]:
        return _facts(still_wished(self.history), "wished for, and not bought since,")

    @cached_property
    def complained_about(self) -> tuple[ProductFact, ...]:
        return _facts(_complaints(self.history), "complained about")

    @cached_property
    def due(self) -> tuple[ProductFact, ...]:
        """What is likely to be needed again, the longest due first; without what is shunned."""
        return tuple(fact for fact in _due(self.history) if fact.key not in self.set_aside)

    @cached_property
    def recommended(self) -> tuple[ProductFact, ...]:
        """Due for replenishment or still wished for, and neither returned nor complained about of late."""
        wanted = (fact for fact in self.wished if fact.key not in self.set_aside)
        return tuple({fact.key: fact for fact in (*self.due, *wanted)}.values())

    @cached_property
    def set_aside(self) -> set[str]:
        facts = (*self.returned, *self.complained_about)
        return {fact.key for fact in facts if days_between(fact.last_at, self.history.now) <= SET_ASIDE_DAYS}


def _complaints(history: History) -> list[Event]:
    """What the customer said or asked with displeasure, newest first."""
    events = {event.key: event for event in (*history.voices, *history.contacts)}
    return [events[each.key] for each in history.sentiments if each.score <= -0.5]


def _facts(events: Iterable[Event], did: str) -> tuple[ProductFact, ...]:
    """One for each product of the events, which come newest first."""
    return tuple(
        ProductFact(
            key=key,
            name=name,
            times=len(found),
            last_at=found[0].occurred_at,
            due_at=None,
            reason=f"{did} on {found[0].occurred_at[:10]}",
            evidence=tuple(event.key for event in found),
        )
        for (key, name), found in _by_product(events).items()
    )


def _by_product(events: Iterable[Event]) -> dict[tuple[str, str], list[Event]]:
    names: dict[str, str] = {}
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        for key, name in event_details.products(event).items():
            found[key].append(event)
            names[key] = names.get(key) or name
    return {(key, names[key]): events for key, events in found.items()}


def _due(history: History) -> list[ProductFact]:
    """What was bought on three days or more and whose usual interval (the median) has passed, the longest due first."""
    found = [fact for (key, name), orders in _by_product(history.orders).items() for fact in _needed(key, name, orders)]
    due = [fact for fact in found if fact.due_at and fact.due_at <= history.now and not _given_up(fact, history.now)]
    return sorted(due, key=lambda fact: (fact.due_at, fact.key))


def _needed(key: str, name: str, orders: list[Event]) -> list[ProductFact]:
    if len(orders) < _LEAST_TIMES:
        return []
    days = sorted({order.occurred_at[:10]: order.occurred_at for order in orders}.values())
    if len(days) < _LEAST_TIMES:
        return []
    usual = median(days_between(a, b) for a, b in pairwise(days))
    due_at = days_later(days[-1], usual)
    because = f"bought {len(days)} times, every {usual:.0f} days, last on {days[-1][:10]}"
    return [ProductFact(key, name, len(days), days[-1], due_at, because, tuple(order.key for order in orders))]


def _given_up(fact: ProductFact, now: str) -> bool:
    usual = days_between(fact.last_at, fact.due_at or fact.last_at)
    return days_between(fact.last_at, now) > _FORGOTTEN * usual
