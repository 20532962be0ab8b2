"""Wishes: what the customer put on a wishlist, until it is taken off, bought or given up."""

from collections.abc import Iterator

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.context.threads.thread import Thread, ThreadKind, thread
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.kinds import Family

WISH_GIVEN_UP_DAYS = 365


def open_wishes(history: History) -> list[Event]:
    """The latest wish for each product that was not taken off, bought or given up since, newest first, each once."""
    latest: dict[str, Event] = {}
    for event in history.matters_of(Family.WISH):
        for key in event_details.products(event):
            latest.setdefault(key, event)
    wishes = {wish.key: wish for key, wish in latest.items() if _is_open(wish, key, history)}
    return list(wishes.values())


def cheaper_wishes(history: History) -> Iterator[Thread]:
    """Open wishes for which a lower price was told later."""
    prices = _latest_prices(history)
    for wish in open_wishes(history):
        wished_price = event_details.number(wish, "price")
        for key, name in event_details.products(wish).items():
            price, told_by = prices.get(key, (None, wish))
            if wished_price is not None and price is not None and price < wished_price:
                reason = f"cost {wished_price:.2f} when wished for, {price:.2f} now"
                yield thread(ThreadKind.WISH, [wish, told_by], name, reason, {key: name})


def _is_open(wish: Event, product: str, history: History) -> bool:
    return (
        history.status(wish) != "removed"
        and history.days_since(wish.occurred_at) <= WISH_GIVEN_UP_DAYS
        and not history.may_have_bought_since(wish.occurred_at, {product})
    )


def _latest_prices(history: History) -> dict[str, tuple[float, Event]]:
    """Product key → its latest price, and the event that told it."""
    prices: dict[str, tuple[float, Event]] = {}
    for event in history.matters_of(Family.WISH, Family.PRICE, Family.CART):
        price = event_details.number(event, "price")
        if price is not None:
            for key in event_details.products(event):
                prices.setdefault(key, (price, event))
    return prices
