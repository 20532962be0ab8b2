"""Carts, forms and coupons that the customer began alone and left."""

from collections.abc import Iterable, Iterator, Sequence

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.context.threads.thread import Thread, ThreadKind, thread
from profile_service.domain.sources.events import Event
from profile_service.domain.sources.kinds import Family, Kinds
from profile_service.domain.values.ticket_states import leaves_open
from profile_service.domain.values.times import days_between

CART_LEFT_HOURS = 1
"""A cart that was not ordered for so long is left: an open thread, with which an agent can go on."""
CART_PAIN_HOURS = 24
"""A cart that was not ordered for so long is a pain point of the journey."""
CART_FORGOTTEN_DAYS = 30
SAME_CART_DAYS = 1
"""What was put into a cart within so many days of the latest is in the same one."""
FORM_FORGOTTEN_DAYS = 90
COUPON_FORGOTTEN_DAYS = 60
"""Of a coupon without a day on which it expires."""
_CART_ENDED = frozenset({"emptied", "converted", "purchased", "ordered", "completed"})


def is_left_cart(events: Sequence[Event], kinds: Kinds, now: str, hours: float = CART_LEFT_HOURS) -> bool:
    """Whether a cart, by its events (the latest last), was neither emptied nor ordered, and has stood for so many
    hours. False without events.

    Orders that do not name the cart are for the caller to look up.
    """
    if not events or event_details.status(events[-1]) in _CART_ENDED:
        return False
    is_emptied = any(map(event_details.products, events)) and not cart_products(events, kinds)
    return not is_emptied and days_between(events[-1].occurred_at, now) >= hours / 24


def cart_products(events: Iterable[Event], kinds: Kinds) -> dict[str, str]:
    """Key → name of what is in a cart after its events, the latest last."""
    held: dict[str, str] = {}
    for event in events:
        products = event_details.products(event)
        if (event_details.status(event) or kinds.state(event.kind)) == "removed":
            held = {key: name for key, name in held.items() if key not in products}
        else:
            held |= products
    return held


def abandoned_carts(history: History) -> Iterator[Thread]:
    """The latest cart, where it was left, is not forgotten, and no order came after it; else none."""
    carts = history.matters_of(Family.CART)
    if not carts or history.days_since(carts[0].occurred_at) > CART_FORGOTTEN_DAYS:
        return
    left_at = carts[0].occurred_at
    events = [event for event in reversed(carts) if days_between(event.occurred_at, left_at) <= SAME_CART_DAYS]
    if not is_left_cart(events, history.kinds, history.now):
        return
    products = cart_products(events, history.kinds)
    latest = event_details.products(carts[0]).keys() & products.keys() or products.keys()
    if not history.may_have_bought_since(left_at, set(latest)):
        yield thread(ThreadKind.CART, events, "cart left without an order", "no order came after the cart", products)


def unsent_forms(history: History) -> Iterator[Thread]:
    """Forms that were begun, not sent, and are not forgotten."""
    by_name: dict[str, list[Event]] = {}
    for event in history.matters_of(Family.FORM):
        by_name.setdefault(event_details.text(event, "form", "name", "topic") or "form", []).append(event)
    for name, events in by_name.items():
        if _is_unsent(events[0], history) and history.days_since(events[0].occurred_at) <= FORM_FORGOTTEN_DAYS:
            begun = [event for event in reversed(events) if _is_unsent(event, history)]
            yield thread(ThreadKind.FORM, begun, name, "the form was begun and not sent", {})


def unused_coupons(history: History) -> Iterator[Thread]:
    """Coupons that the customer scanned or was given, still good, and has not redeemed since."""
    redeemed_at = {
        coupon.key: event.occurred_at
        for event in reversed(history.matters_of(Family.COUPON_REDEMPTION))
        for coupon in event_details.subjects(event, "Coupon")
    }
    unused: set[str] = set()
    for event in history.matters_of(Family.COUPON, Family.COUPON_SCAN):
        for coupon in event_details.subjects(event, "Coupon"):
            # A redemption may be dated by its day alone.
            is_redeemed = redeemed_at.get(coupon.key, "")[:10] >= event.occurred_at[:10]
            if coupon.key not in unused and not is_redeemed and _is_still_good(event, history):
                unused.add(coupon.key)
                yield thread(ThreadKind.COUPON, [event], coupon.name or "coupon", "taken and not redeemed", {})


def _is_unsent(form: Event, history: History) -> bool:
    return bool(leaves_open(history.status(form)))


def _is_still_good(coupon: Event, history: History) -> bool:
    expires_at = event_details.moment(coupon, "expires_at", "valid_until")
    if expires_at:
        return expires_at >= history.now
    return history.days_since(coupon.occurred_at) <= COUPON_FORGOTTEN_DAYS
