"""Payments, bills and refunds that name an order of another customer: they change nothing, and a load says so."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from itertools import islice
from pathlib import Path

from profile_service.domain.context.order_links import NamedOrder
from profile_service.domain.values.masking import masked
from profile_service.service.ingestion.prepared_items import PreparedItem
from profile_service.store.engine.store import Store
from profile_service.store.profile.payers import FoundOrder, orders_named

_MOST_CHECKED = 10_000
_AT_ONCE = 200
_SHOWN_PLACES = 5


class PaymentsElsewhere:
    """The payments of a load, of which the first 10,000 are looked at. They are looked at when all rows are stored,
    for a file may have a payment before its order."""

    def __init__(self) -> None:
        self._named: dict[NamedOrder, str] = {}

    def add(self, items: Iterable[PreparedItem], path: Path) -> None:
        """Note the orders that the payments of the items name; `path`: the file of their rows."""
        if len(self._named) < _MOST_CHECKED:
            for item in items:
                for order in item.paid_orders:
                    self._named.setdefault(order, f"{path.name}:{item.line} {masked(order.number)}")

    async def sentences(self, store: Store) -> list[str]:
        """A sentence on how many of the payments name an order that another customer has, and no order of the payer,
        with the rows of some and the shape of the number there; none where none does. Costs an index look-up for each.
        """
        places = [self._named[order] async for order in self._elsewhere(store)]
        if not places:
            return []
        shown = ", ".join(places[:_SHOWN_PLACES]) + (", …" if len(places) > _SHOWN_PLACES else "")
        sentence = (
            f"{_counted(len(places))}: {shown}. "
            "Merge the customers if they are one, or move the payment: profile-service identity move-event."
        )
        return [sentence]

    async def _elsewhere(self, store: Store) -> AsyncIterator[NamedOrder]:
        named = iter(self._named)
        while some := list(islice(named, _AT_ONCE)):
            by_place: dict[int, list[FoundOrder]] = defaultdict(list)
            for found in await orders_named(store, some):
                by_place[found.place].append(found)
            for place, orders in by_place.items():
                if not any(order.is_payers for order in _meant(some[place], orders)):
                    yield some[place]


def _counted(number: int) -> str:
    if number == 1:
        return "1 payment, bill or refund changes no order, for the one that it names is another customer's"
    return f"{number:,} payments, bills or refunds change no order, for those that they name are other customers'"


def _meant(named: NamedOrder, orders: list[FoundOrder]) -> list[FoundOrder]:
    """Of the orders of one number those of the payment's own source, or else all: a payment provider has no orders."""
    return [order for order in orders if order.source in named.sources] or orders
