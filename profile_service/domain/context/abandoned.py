"""What the customer began alone and left: carts, forms, coupons and wishes."""

from collections.abc import Iterator

from profile_service.domain.context import event_details
from profile_service.domain.context.history import History
from profile_service.domain.context.thread import Thread, ThreadKind, continuing_channels
from profile_service.domain.sources.events import Event
from profile_service.domain.values.times import days_between

CART_HOURS = 1
CART_DAYS = 30
FORM_DAYS = 90
COUPON_DAYS = 60
WISH_DAYS = 365
_EMPTIED = frozenset({"emptied", "converted", "purchased", "ordered", "completed"})


def open_cart(history: History) -> Iterator[Thread]:
    """The latest cart or checkout, an hour to thirty days old, that no order and no emptying came after."""
    carts = history.matters_of("cart", "checkout")
    if not carts or event_details.status(carts[0]) in _EMPTIED:
        return
    last = carts[0]
    age = days_between(last.occurred_at, history.now)
    if not CART_HOURS / 24 <= age <= CART_DAYS or _bought_since(
        history, last.occurred_at, set(event_details.products(last))
    ):
        return
    begun = [event for event in carts if days_between(event.occurred_at, last.occurred_at) <= 1]
    products = {key: name for event in reversed(begun) for key, name in event_details.products(event).items()}
    yield _thread(ThreadKind.CART, begun, "cart left without an order", "no order came after the cart", products)


def open_forms(history: History) -> Iterator[Thread]:
    """Forms that were begun within ninety days and not sent."""
    latest: dict[str, list[Event]] = {}
    for event in history.matters_of("form"):
        latest.setdefault(event_details.text(event, "form", "name", "topic") or "form", []).append(event)
    for name, events in latest.items():
        recent = days_between(events[0].occurred_at, history.now) <= FORM_DAYS
        if recent and event_details.is_open(event_details.status(events[0])):
            begun = [event for event in events if event_details.is_open(event_details.status(event))]
            yield _thread(ThreadKind.FORM, begun, name, "the form was begun and not sent", {})


def unused_coupons(history: History) -> Iterator[Thread]:
    """Coupons that the customer scanned or was given, still good, and has not redeemed since."""
    used = {
        s.key: e.occurred_at
        for e in reversed(history.matters_of("coupon_redemption"))
        for s in event_details.about(e, "Coupon")
    }
    seen: set[str] = set()
    for event in history.matters_of("coupon", "coupon_scan"):
        for coupon in event_details.about(event, "Coupon"):
            # A redemption may be dated by its day alone.
            redeemed = used.get(coupon.key, "")[:10] >= event.occurred_at[:10]
            if coupon.key in seen or redeemed or not _still_good(event, history.now):
                continue
            seen.add(coupon.key)
            name = coupon.name or "coupon"
            yield _thread(ThreadKind.COUPON, [event], name, "taken and not redeemed", {})


def cheaper_wishes(history: History) -> Iterator[Thread]:
    """Wishes of the last year, not bought since, for which a lower price was told later."""
    prices: dict[str, tuple[float, Event]] = {}
    for event in history.matters_of("wishlist", "price", "cart"):
        price = event_details.number(event, "price")
        for key in event_details.products(event) if price is not None else ():
            prices.setdefault(key, (price or 0.0, event))
    for wish in still_wished(history):
        wanted = event_details.number(wish, "price")
        for key, name in event_details.products(wish).items():
            now, event = prices.get(key, (None, wish))
            if wanted is not None and now is not None and now < wanted:
                because = f"cost {wanted:.2f} when wished for, {now:.2f} now"
                yield _thread(ThreadKind.WISH, [event, wish], name, because, {key: name})


def still_wished(history: History) -> list[Event]:
    """What was put on a wishlist within a year and neither taken off nor bought since, newest first."""
    found: dict[str, Event] = {}
    for event in history.matters_of("wishlist"):
        for key in event_details.products(event):
            found.setdefault(key, event)
    kept = [(key, event) for key, event in found.items() if event_details.status(event) != "removed"]
    recent = [(key, e) for key, e in kept if days_between(e.occurred_at, history.now) <= WISH_DAYS]
    wished = {e.key: e for key, e in recent if not _bought_since(history, e.occurred_at, {key})}
    return list(wished.values())


def _bought_since(history: History, at: str, products: set[str]) -> bool:
    """Whether an order after a moment may hold any of the products; of none, whether there may be any order."""
    if at < history.orders_from:
        return True
    if not products:
        return any(order.occurred_at >= at for order in history.orders[:1])
    return any(history.last_bought.get(key, "") >= at for key in products)


def _still_good(event: Event, now: str) -> bool:
    expires = event_details.moment(event, "expires_at", "valid_until")
    return expires >= now if expires else days_between(event.occurred_at, now) <= COUPON_DAYS


def _thread(kind: ThreadKind, events: list[Event], topic: str, reason: str, products: dict[str, str]) -> Thread:
    """Of events newest first."""
    first, last = events[-1], events[0]
    return Thread(
        kind=kind,
        key=first.key,
        topic=topic,
        channel=first.channel,
        opened_at=first.occurred_at,
        last_at=last.occurred_at,
        can_go_on=continuing_channels(kind, last.channel),
        products=products,
        reason=reason,
        evidence=tuple(event.key for event in reversed(events)),
    )
