"""Kinds of events and their families. A source calls an event as it likes; the family decides what is made of it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Family(Enum):
    ORDER = "order"
    RETURN = "return"
    EXCHANGE = "exchange"
    DELIVERY = "delivery"
    SHIPMENT = "shipment"
    TRACKING = "tracking"
    BILLING = "billing"
    PAYMENT = "payment"
    SUBSCRIPTION = "subscription"
    CART = "cart"
    FORM = "form"
    WISH = "wish"
    PRICE = "price"
    COUPON = "coupon"
    COUPON_SCAN = "coupon_scan"
    COUPON_REDEMPTION = "coupon_redemption"
    GIFT_REGISTRY = "gift_registry"
    CALL = "call"
    TICKET = "ticket"
    CASE_MESSAGE = "case_message"
    CASE_REPLY = "case_reply"
    MESSAGE = "message"
    BOT = "bot"
    INQUIRY = "inquiry"
    CLAIM = "claim"
    COMPLAINT = "complaint"
    NOTE = "note"
    ANSWER = "answer"
    REVIEW = "review"
    SURVEY = "survey"
    FEEDBACK = "feedback"
    SOCIAL_POST = "social_post"
    VISIT = "visit"
    ACCOUNT = "account"
    LOYALTY = "loyalty"
    BROWSING = "browsing"
    SOCIAL = "social"
    REACTION = "reaction"
    PROMOTION = "promotion"


CONTACT_FAMILIES = frozenset(
    {
        Family.CALL,
        Family.TICKET,
        Family.MESSAGE,
        Family.BOT,
        Family.INQUIRY,
        Family.CLAIM,
        Family.COMPLAINT,
        Family.NOTE,
    }
)
"""What customers and the retailer have to say to each other, one by one."""
RETAILER_FAMILIES = frozenset(
    {
        Family.DELIVERY,
        Family.SHIPMENT,
        Family.TRACKING,
        Family.BILLING,
        Family.PRICE,
        Family.COUPON,
        Family.CASE_REPLY,
        Family.NOTE,
        Family.ANSWER,
        Family.PROMOTION,
    }
)
"""What the retailer does, which shows nothing of what the customer likes or does next."""
_SEPARATORS = re.compile(r"[\s_-]+")


@dataclass(frozen=True)
class Kinds:
    """The declared kinds. `families`: kind → family; `states`: kind → the status that it implies; `aliases`: other word
    → kind."""

    families: Mapping[str, Family] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def declared(self, kind: str) -> str:
        """The declared kind that a source's word stands for; the word itself where it stands for none."""
        if kind in self.families:
            return kind
        word = plain_kind(kind)
        return word if word in self.families else self.aliases.get(word, kind)

    def family(self, kind: str) -> Family | None:
        """The family of a source's word; None where it is of none."""
        return self.families.get(kind) or self.families.get(self.declared(kind))

    def state(self, kind: str) -> str:
        """The status that a source's word implies; empty where it implies none."""
        return self.states.get(self.declared(kind), "")

    def of(self, families: Collection[Family]) -> list[str]:
        """The declared kinds of some families, in the order of their declaration."""
        return [kind for kind, family in self.families.items() if family in families]


def plain_kind(written: str) -> str:
    """`Product Added`, `product-added` → `product_added`."""
    return _SEPARATORS.sub("_", written.strip().casefold())


@dataclass(frozen=True)
class KindSelection:
    """The kinds of some families, and those named besides. Whatever a source calls them, they are in it."""

    kinds: Kinds
    families: frozenset[Family]
    named: frozenset[str] = frozenset()

    def __contains__(self, kind: object) -> bool:
        if not isinstance(kind, str):
            return False
        return kind in self.named or self.kinds.declared(kind) in self.named or self.kinds.family(kind) in self.families

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self.kinds.of(self.families), *sorted(self.named)]))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def selected(kinds: Iterable[str], selection: Collection[str] | None) -> frozenset[str]:
    """Those of the kinds that are in a selection; all of them where it is None."""
    return frozenset(kind for kind in kinds if selection is None or kind in selection)
