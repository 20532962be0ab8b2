"""A thread: something that the customer or we began and that is not done."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class ThreadKind(Enum):
    TICKET = "ticket"
    MESSAGE = "message"
    CART = "cart"
    FORM = "form"
    ORDER = "order"
    RETURN = "return"
    COUPON = "coupon"
    WISH = "wish"


CONTINUING_CHANNELS: Mapping[ThreadKind, tuple[str, ...]] = {
    ThreadKind.TICKET: ("phone", "chat", "email", "store"),
    ThreadKind.MESSAGE: ("email", "chat", "phone"),
    ThreadKind.CART: ("web", "app", "store"),
    ThreadKind.FORM: ("web", "app", "phone"),
    ThreadKind.ORDER: ("web", "app", "phone", "chat", "email"),
    ThreadKind.RETURN: ("web", "store", "phone"),
    ThreadKind.COUPON: ("store", "web", "app"),
    ThreadKind.WISH: ("web", "app", "store"),
}
"""The channels where a thread of each kind can go on."""


@dataclass(frozen=True, slots=True)
class Thread:
    """`key` is that of the event it began with. `channel`: where it began; `can_go_on`: where it can go on, the channel
    where it was last first. `products`: key → name."""

    kind: ThreadKind
    key: str
    topic: str
    channel: str | None
    opened_at: str
    last_at: str
    can_go_on: tuple[str, ...]
    products: Mapping[str, str]
    reason: str
    evidence: tuple[str, ...]


def continuing_channels(kind: ThreadKind, last: str | None) -> tuple[str, ...]:
    return (
        tuple(dict.fromkeys([last, *CONTINUING_CHANNELS[kind]]))
        if last in CONTINUING_CHANNELS[kind]
        else CONTINUING_CHANNELS[kind]
    )
