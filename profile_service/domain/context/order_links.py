"""Which of the customer's orders an event is about: by the shop and the number or key that it names them by."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from profile_service.domain.context import event_details
from profile_service.domain.context.event_details import OrderName
from profile_service.domain.sources.events import Event, Transaction

_Named = TypeVar("_Named", bound=Event)


class NamedOrder(NamedTuple):
    """The order that a payment names: by its number in a source. `record`: key of the record that paid; `sources`: the
    payment's own source, or the one that it says the order is of."""

    record: str
    sources: tuple[str, ...]
    number: str


class OrderLinks:
    """The customer's orders by what they are called. Two shops may have the same number: an event names the order of
    its own shop, or of the shop that it says; one from elsewhere only where no two shops have that number."""

    def __init__(self, orders: Sequence[Transaction]) -> None:
        self._sources = {order.key: _sources(order) for order in orders}
        self._shops = frozenset[str]().union(*self._sources.values())
        self._by_number: dict[str, set[str]] = defaultdict(set)
        for order in orders:
            for number in {event_details.plain_number(name) for name in (order.number or "", _own_id(order.key))}:
                if number:
                    self._by_number[number].add(order.key)

    def orders_of(self, event: Event) -> frozenset[str]:
        """The keys of the orders that the event is about."""
        return frozenset(key for name in event_details.order_names(event) for key in self._named(name, event))

    def by_order(self, events: Iterable[_Named]) -> dict[str, list[_Named]]:
        """Order key → the events that are about it, in the order in which they come."""
        linked: dict[str, list[_Named]] = defaultdict(list)
        for event in events:
            for key in self.orders_of(event):
                linked[key].append(event)
        return linked

    def _named(self, name: OrderName, event: Event) -> set[str]:
        candidates = self._by_number.get(name.number, set())
        shops = frozenset({name.source}) if name.source else _sources(event)
        own = {key for key in candidates if self._sources[key] & shops}
        if own or shops & self._shops:
            return own
        of_one_shop = len({self._sources[key] for key in candidates}) == 1
        return candidates if of_one_shop else set()


def _sources(event: Event) -> frozenset[str]:
    """The sources that the event is of: that of its record, and the one that its key begins with."""
    prefix, colon, _ = event.key.partition(":")
    return frozenset({event.record.partition(":")[0], *([prefix] if colon else [])})


def _own_id(key: str) -> str:
    """`shopify-eu:order:555` → `555`."""
    return key.rpartition(":")[2]
