"""States of orders: what a source's word for one means, whether the order counts as a purchase, and how far it is.

The words are declared in `schema/order_states.yaml`. This is the one home of "a purchase that counts": an order that
was not cancelled, that no source calls unpaid, and of which the money was not all given back.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Literal, TypeAlias

from anyascii import anyascii

from profile_service.domain.sources.events import Json, Transaction
from profile_service.domain.sources.kinds import Family
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.money import minor_units


class OrderStage(Enum):
    PLACED = "placed"
    AWAITING_PAYMENT = "awaiting_payment"
    PAYMENT_FAILED = "payment_failed"
    ON_HOLD = "on_hold"
    IN_PREPARATION = "in_preparation"
    READY_FOR_PICKUP = "ready_for_pickup"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return_requested"
    RETURNED = "returned"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


class Payment(Enum):
    """VOID: nothing was or will be paid, for the order was cancelled, failed or lapsed. CHARGED_BACK: the customer's
    bank took the money back; WON_BACK: it did, and the retailer has the money again."""

    PAID = "paid"
    UNPAID = "unpaid"
    VOID = "void"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"
    WON_BACK = "won_back"


class Settlement(Enum):
    """How a transaction counts. COUNTED: as a purchase, or as a return whose money was given back; the others count in
    no total. UNKNOWN: its source has a word for its state that is not declared."""

    COUNTED = ""
    UNPAID = "unpaid"
    VOID = "void"
    REFUNDED = "refunded"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OrderState:
    """What a word means; None where it says nothing of the payment, or nothing of the goods."""

    payment: Payment | None = None
    stage: OrderStage | None = None


WordField: TypeAlias = Literal["words", "payment_words", "fulfilment_words", "return_words"]
PAYMENT_FIELDS = ("financial_status", "payment_status")
FULFILMENT_FIELDS = ("fulfillment_status", "fulfilment_status", "shipping_status", "delivery_status", "shipment_status")
MONEY_FAMILIES = (Family.PAYMENT, Family.BILLING)
"""The families of events that may say that an order was paid, or that its money was given back."""
PAYMENT_LISTS = ("payment_history", "payments")
"""Details that list the payments of an order."""
_STATE_DETAILS = frozenset((*PAYMENT_FIELDS, *FULFILMENT_FIELDS, *PAYMENT_LISTS, "paid_at"))
GIVEN_BACK = frozenset(
    {"refunded_amount", "refund_amount", "amount_refunded", "total_refunded", "refunded_total", "returned_amount"}
)
"""Details of an order, or of a payment, that say how much of it was given back."""
_PLAIN = {Payment.CHARGED_BACK: Payment.REFUNDED, Payment.WON_BACK: Payment.PAID}
"""What a charge-back comes to for an order as it stands."""
_NO_AMOUNT = ("0.00", "", "0", 0)
"""What nearly all orders say, and nobody need read."""
_RECEIPTS = frozenset({"", "payment", "sale", "capture", "charge"})
_PREFIX = re.compile(r"^wc[ _-]", re.IGNORECASE)
_CASE_CHANGE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS = re.compile(r"\([^)]*\)")
_SEPARATORS = re.compile(r"[\s_\-–/.:()]+")


@lru_cache(maxsize=1024)
def plain_word(word: str) -> str:
    """`wc-on-hold`, `ON_HOLD` and `OnHold` → `on hold`."""
    spaced = _CASE_CHANGE.sub(" ", _PREFIX.sub("", word.strip()))
    return _SEPARATORS.sub(" ", spaced).strip().casefold()


@lru_cache(maxsize=4096)
def spelling(word: str) -> str:
    """The plain word without its accents, by which states know it: `Payée` and `payee` → `payee`."""
    return anyascii(plain_word(word.replace("PayPal", "Paypal"))).casefold()


class OrderStates:
    """The declared states, by field and word."""

    def __init__(self, by_field: Mapping[WordField, Mapping[str, OrderState]]) -> None:
        self._by_field = {
            field: {spelling(word): state for word, state in words.items()} for field, words in by_field.items()
        }

    def find(self, word: str, field: WordField = "words") -> OrderState | None:
        """What a word means in a field, without its brackets where it is not declared with them; None where it is not
        declared at all."""
        spellings = (spelling(word), spelling(_BRACKETS.sub(" ", word)) if "(" in word else "")
        lists = [self._by_field.get(name, {}) for name in (field, "words")]
        return next((state for spelled in spellings for words in lists if (state := words.get(spelled))), None)

    def of(self, sale: Transaction) -> list[OrderState]:
        """What the words of a sale mean: of its status first, then of its payment and its fulfilment; those that are
        not declared are left out, and a fulfilment says nothing of the money."""
        return [
            OrderState(None, state.stage) if field == "fulfilment_words" else state
            for word, field in _words(sale)
            if (state := self.find(word, field))
        ]

    def payments(self, sale: Transaction) -> frozenset[Payment]:
        """All that the sale's words, its own payments and the amount that was given back say of the money: a
        charge-back that it was refunded, and one that was won that it is paid."""
        stated = {_PLAIN.get(state.payment, state.payment) for state in self.of(sale) if state.payment}
        if Payment.REFUNDED in stated and 0 < given_back_minor(sale) < sale.total_minor:
            stated = stated - {Payment.REFUNDED} | {Payment.PARTLY_REFUNDED}
        return frozenset(stated | {Payment.PAID} if self._has_receipt(sale) else stated)

    def is_charged_back(self, sale: Transaction) -> bool:
        """Whether the sale's words say that the customer's bank took the money back, and no more than that."""
        stated = {state.payment for state in self.of(sale)}
        return Payment.CHARGED_BACK in stated and stated.isdisjoint({Payment.VOID, Payment.REFUNDED})

    def settlement(self, sale: Transaction) -> Settlement:
        if not sale.status and _STATE_DETAILS.isdisjoint(sale.details):
            return Settlement.COUNTED  # as of a till's receipt: nothing is said of its state
        if sale.kind == "return":
            return self._return_settlement(sale)
        payments = self.payments(sale)
        if Payment.VOID in payments:
            given_back = payments & {Payment.REFUNDED, Payment.PARTLY_REFUNDED}
            return Settlement.REFUNDED if given_back else Settlement.VOID
        if Payment.REFUNDED in payments:
            return Settlement.REFUNDED
        if Payment.UNPAID in payments and Payment.PAID not in payments:
            return Settlement.UNPAID
        if not payments and self.unknown_word(sale):
            return Settlement.UNKNOWN
        return Settlement.COUNTED

    def unknown_word(self, sale: Transaction) -> str | None:
        """The sale's status where it is not declared."""
        word = (sale.status or "").strip()
        field: WordField = "return_words" if sale.kind == "return" else "words"
        return word if word and self.find(word, field) is None else None

    def _return_settlement(self, sale: Transaction) -> Settlement:
        """A return counts, unless its source says that the money is not given back yet, or never will be."""
        word = sale.status or ""
        if spelling(word) in self._by_field.get("return_words", {}):
            return Settlement.UNPAID
        state = self.find(word)
        return Settlement.VOID if state and state.payment is Payment.VOID else Settlement.COUNTED

    def _has_receipt(self, sale: Transaction) -> bool:
        """Whether the details of a sale hold a payment, or the time of one."""
        paid_at = sale.details.get("paid_at")
        lists = [entries for name in PAYMENT_LISTS if isinstance(entries := sale.details.get(name), list)]
        return bool(isinstance(paid_at, str) and paid_at.strip()) or any(
            self._is_receipt(entry) for entries in lists for entry in entries
        )

    def _is_receipt(self, entry: Json) -> bool:
        if not isinstance(entry, dict):
            return False
        kind = next((entry[name] for name in ("transaction_type", "type", "kind") if entry.get(name)), "")
        word = next((entry[name] for name in ("status", "state") if entry.get(name)), "")
        state = self.find(word, "payment_words") if isinstance(word, str) and word else OrderState(Payment.PAID)
        is_payment = isinstance(kind, str) and plain_word(kind) in _RECEIPTS and _is_positive(entry.get("amount"))
        return is_payment and state is not None and state.payment in (Payment.PAID, Payment.WON_BACK)


def given_back_minor(sale: Transaction) -> int:
    """What an order's details say that was given back of it, in minor units, at most its total; 0 where they say
    nothing."""
    if GIVEN_BACK.isdisjoint(sale.details) or sale.kind != "order" or not sale.has_amount:
        return 0
    stated = max(_amount_minor(sale.details[name], sale.currency) for name in GIVEN_BACK & sale.details.keys())
    return min(stated, max(0, sale.total_minor))


def _amount_minor(amount: Json, currency: str) -> int:
    return abs(signed_minor(amount, currency))


def signed_minor(amount: Json, currency: str) -> int:
    """An amount among the details, in minor units of a currency; 0 where it cannot be read."""
    if isinstance(amount, bool) or not isinstance(amount, int | float | str) or amount in _NO_AMOUNT:
        return 0
    try:
        return minor_units(str(amount), currency)
    except InvalidInput:
        return 0


def _words(sale: Transaction) -> Iterator[tuple[str, WordField]]:
    if sale.status and sale.status.strip():
        yield sale.status, "words"
    yield from _details(sale, PAYMENT_FIELDS, "payment_words")
    yield from _details(sale, FULFILMENT_FIELDS, "fulfilment_words")


def _details(sale: Transaction, names: Sequence[str], field: WordField) -> Iterator[tuple[str, WordField]]:
    for name in names:
        word = sale.details.get(name)
        if isinstance(word, str) and word.strip():
            yield word, field


def _is_positive(amount: Json) -> bool:
    try:
        return not isinstance(amount, bool) and isinstance(amount, int | float | str) and float(amount) > 0
    except ValueError:
        return False
