"""A thread: something that the customer or the retailer began and that is not done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from profile_service.domain.context import event_details
from profile_service.domain.profile.notes import THREAD
from profile_service.domain.sources.events import Event


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
    where it was last first. `products`: key → name. `evidence`: the keys of its events, and of the notes about them;
    `cases`: those of the conversation that it is, by key or number."""

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
    cases: frozenset[str] = frozenset()

    def is_subject_of(self, note: Event) -> bool:
        """Whether a note is about it: it names an event of the thread, or a case of it."""
        named = note.details.get(THREAD)
        return named in (self.key, *self.evidence) or bool(self.cases & event_details.case_names(note))


def thread(
    kind: ThreadKind, events: Sequence[Event], topic: str, reason: str, products: Mapping[str, str] | None = None
) -> Thread:
    """The thread of its events, which come oldest first, at least one. `products`: None for all that they are about."""
    first, last = events[0], events[-1]
    if products is None:
        products = {key: name for event in events for key, name in event_details.products(event).items()}
    return Thread(
        kind=kind,
        key=first.key,
        topic=topic,
        channel=first.channel,
        opened_at=first.occurred_at,
        last_at=last.occurred_at,
        can_go_on=_continuing_channels(kind, last.channel),
        products=products,
        reason=reason,
        evidence=tuple(event.key for event in events),
    )


def _continuing_channels(kind: ThreadKind, last: str | None) -> tuple[str, ...]:
    channels = CONTINUING_CHANNELS[kind]
    return tuple(dict.fromkeys([last, *channels])) if last in channels else channels
