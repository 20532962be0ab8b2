"""The customer and the goods: bought, returned, wished for, complained about, due again, and what to recommend."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.context.threads.wishes import open_wishes
from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import days_between, days_later

SET_ASIDE_DAYS = 180
"""What was returned or complained about is neither recommended nor offered for so long."""
LEAST_PURCHASE_DAYS = 3
"""Only what was bought on so many days has a usual interval."""
GIVEN_UP_INTERVALS = 3
"""Whoever let more usual intervals pass has stopped buying the product."""


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
        return _facts(self.history.purchases, "bought")

    @cached_property
    def returned(self) -> tuple[ProductFact, ...]:
        return _facts(self.history.returns, "returned")

    @cached_property
    def wished(self) -> tuple[ProductFact, ...]:
        return _facts(open_wishes(self.history), "wished for, and not bought since,")

    @cached_property
    def complained_about(self) -> tuple[ProductFact, ...]:
        """The products of bad experiences."""
        events = [self.history.opinions[each.key] for each in self.history.bad_experiences]
        return _facts(events, "complained about")

    @cached_property
    def due(self) -> tuple[ProductFact, ...]:
        """Products that are likely to be needed again and not set aside, the longest due first."""
        return tuple(fact for fact in _due(self.history) if fact.key not in self.set_aside)

    @cached_property
    def without_interval(self) -> tuple[ProductFact, ...]:
        """Products that were bought on too few days to have a usual interval of the customer's own."""
        orders = {order.key: order.occurred_at for order in self.history.purchases}
        return tuple(
            fact
            for fact in self.bought
            if len(_purchase_days(orders[key] for key in fact.evidence)) < LEAST_PURCHASE_DAYS
        )

    @cached_property
    def recommended(self) -> tuple[ProductFact, ...]:
        """Products that are due or wished for, and not set aside."""
        wished = (fact for fact in self.wished if fact.key not in self.set_aside)
        return tuple({fact.key: fact for fact in (*self.due, *wished)}.values())

    @cached_property
    def set_aside(self) -> frozenset[str]:
        """Keys of what was returned or complained about within SET_ASIDE_DAYS."""
        facts = (*self.returned, *self.complained_about)
        return frozenset(fact.key for fact in facts if self.history.days_since(fact.last_at) <= SET_ASIDE_DAYS)


def _facts(events: Iterable[Event], verb: str) -> tuple[ProductFact, ...]:
    """A fact for each product of the events, which come newest first."""
    return tuple(
        ProductFact(
            key=key,
            name=name,
            times=len(events),
            last_at=events[0].occurred_at,
            due_at=None,
            reason=f"{verb} on {events[0].occurred_at[:10]}",
            evidence=tuple(event.key for event in events),
        )
        for (key, name), events in _by_product(events).items()
    )


def _by_product(events: Iterable[Event]) -> dict[tuple[str, str], list[Event]]:
    """(Key, name) → events, in the order in which they come; the name is the first that is not blank."""
    names: dict[str, str] = {}
    by_key: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        for key, name in event_details.products(event).items():
            by_key[key].append(event)
            names[key] = names.get(key) or name
    return {(key, names[key]): events for key, events in by_key.items()}


def _due(history: History) -> list[ProductFact]:
    """Products whose usual interval has passed since they were bought, the longest due first."""
    facts = (_due_fact(key, name, orders, history) for (key, name), orders in _by_product(history.purchases).items())
    return sorted(filter(None, facts), key=lambda fact: (fact.due_at, fact.key))


def _due_fact(key: str, name: str, orders: list[Event], history: History) -> ProductFact | None:
    """None where the product has no usual interval (the median), is not due yet, or was given up."""
    # Most products were bought once or twice; counting the orders first spares them the rest.
    days = _purchase_days(order.occurred_at for order in orders) if len(orders) >= LEAST_PURCHASE_DAYS else []
    if len(days) < LEAST_PURCHASE_DAYS:
        return None
    usual = median(days_between(before, after) for before, after in pairwise(days))
    due_at = due_since(days[-1], usual, history)
    if due_at is None:
        return None
    reason = f"bought {len(days)} times, every {interval(usual)}, last on {days[-1][:10]}"
    return ProductFact(key, name, len(days), days[-1], due_at, reason, tuple(order.key for order in orders))


def due_since(last_at: str, usual: float, history: History) -> str | None:
    """Since when what was bought last at a moment is due again, by its usual interval in days; None where it is not due
    yet, or was given up."""
    due_at = days_later(last_at, usual)
    if due_at > history.now or history.days_since(last_at) > GIVEN_UP_INTERVALS * usual:
        return None
    return due_at


def interval(days: float) -> str:
    """`day`, `30 days`"""
    return "day" if round(days) == 1 else f"{days:.0f} days"


def _purchase_days(times: Iterable[str]) -> list[str]:
    """The last time of each day on which something was bought, the first day first: purchases of one day are one."""
    return sorted({at[:10]: at for at in sorted(times)}.values())
