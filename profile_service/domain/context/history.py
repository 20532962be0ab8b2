"""What insights are drawn from: the latest events of each class, as of a moment, and the tallies for totals.

A class is read as a window of its latest `WINDOW` events, so that the cost follows the answer and not the history.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, TypeAlias, get_args

from profile_service.domain.consents import Consent
from profile_service.domain.events import Event, Transaction
from profile_service.domain.tallies import Tally
from profile_service.domain.timelines import EventFilter

Class: TypeAlias = Literal["sales", "contacts", "voices", "affairs", "answers", "latest"]
CLASSES: tuple[Class, ...] = get_args(Class)
WINDOW = 50
WALKED = 2_000
"""How far back a class is looked for: so many events of all kinds, to the month, so that what is rare in a long
history costs no walk over all of it."""

MESSAGES = frozenset({"email", "sms", "message", "chat", "chatbot", "messenger"})
KINDS: Mapping[Class, frozenset[str]] = {
    "contacts": MESSAGES
    | {"support_call", "support_ticket", "call", "video_call", "complaint", "note", "contact_form"},
    "voices": frozenset({"review", "survey", "feedback", "social_post", "complaint"}),
    "affairs": frozenset(
        {
            "cart",
            "checkout",
            "form",
            "wishlist",
            "price",
            "coupon",
            "coupon_scan",
            "coupon_redemption",
            "delivery",
            "tracking",
            "billing",
            "payment",
        }
    ),
    "answers": frozenset({"offer_answer"}),
}
"""The kinds of the classes that are made of kinds. `sales` are orders, returns and exchanges; `latest` is whatever
came last."""


@dataclass(frozen=True, slots=True)
class History:
    """The events of each class, newest first, all before `now` (fixed-width UTC text).

    `tallies` count all events of the kinds that the reader may see. `consents`: the statement that holds, for each
    purpose and channel. `stated` holds what the customer said of
    themselves: `language`, `preferred_channel`… `channel` and `task`: where the reader serves them, and for what.
    """

    now: str
    sales: tuple[Transaction, ...] = ()
    contacts: tuple[Event, ...] = ()
    voices: tuple[Event, ...] = ()
    affairs: tuple[Event, ...] = ()
    answers: tuple[Event, ...] = ()
    latest: tuple[Event, ...] = ()
    tallies: tuple[Tally, ...] = ()
    consents: tuple[Consent, ...] = ()
    stated: Mapping[str, str] = field(default_factory=dict)
    channel: str | None = None
    task: str | None = None

    @property
    def orders(self) -> tuple[Transaction, ...]:
        return tuple(sale for sale in self.sales if sale.kind == "order")

    @property
    def returns(self) -> tuple[Transaction, ...]:
        return tuple(sale for sale in self.sales if sale.kind == "return")

    def of(self, *kinds: str) -> tuple[Event, ...]:
        """The affairs of some kinds."""
        return tuple(event for event in self.affairs if event.kind in kinds)

    def everything(self) -> Iterator[Event]:
        """Each event once, whatever classes it is in, in no order."""
        found = chain(self.sales, self.contacts, self.voices, self.affairs, self.answers, self.latest)
        return iter({event.key: event for event in found}.values())


def filter_of(name: Class, now: str) -> EventFilter:
    """What to read for a class, before `now`."""
    return EventFilter(kinds=KINDS.get(name), until=now, sales=name == "sales")
