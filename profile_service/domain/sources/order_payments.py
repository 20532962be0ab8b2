"""What the events about an order say of its money: whether it was paid, and how much of it was given back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from profile_service.domain.sources.events import Event, Json, Transaction, event_source
from profile_service.domain.sources.kinds import Kinds
from profile_service.domain.sources.order_states import (
    GIVEN_BACK,
    OrderStates,
    Payment,
    Settlement,
    given_back_minor,
    signed_minor,
)

PAID_AMOUNTS = ("amount", "amount_paid", "paid_amount", "amount_received", "total")
"""Details that say what a payment, or a refund, came to; the first that is not blank counts."""
_PAYMENT, _REFUND = "payment", "refund"
_PAYING_KINDS = frozenset({_PAYMENT, "invoice", "billing"})
_OBJECT = "a list or an object"
_MONEY_KINDS = _PAYING_KINDS | {_REFUND}
_IS_BACK = frozenset({Payment.REFUNDED, Payment.PARTLY_REFUNDED})
_IS_REFUND = _IS_BACK | {Payment.PAID}
_Place: TypeAlias = tuple[str, str]
"""The source of an event, and its kind."""


@dataclass(frozen=True, slots=True)
class OrderPayments:
    """What events say of one order's money. `is_paid`: all of it came in, whatever was given back since; `is_refunded`:
    all of it was given back; `refunded_minor`: how much was, in minor units of the order's currency, at most its total;
    `is_partly_refunded`: a part was, of which no amount need be stated; `is_won_back`: the order's own source says that
    it was charged back, and the retailer has won all of that since."""

    is_paid: bool = False
    is_refunded: bool = False
    refunded_minor: int = 0
    is_partly_refunded: bool = False
    is_won_back: bool = False

    def settlement(self, stated: Settlement) -> Settlement:
        """How the order counts. `stated`: by what its own source says; what that calls cancelled stays so."""
        if stated not in (Settlement.COUNTED, Settlement.UNPAID) and not self.is_won_back:
            return stated
        if self.is_refunded:
            return Settlement.REFUNDED
        return Settlement.COUNTED if self.is_paid or self.is_won_back else stated

    def given_back_minor(self, order: Transaction, stated: Settlement) -> int:
        """What the order counts as given back, in minor units: the larger of what its own source says and of what the
        events say, for both tell of the same money. Returns are left out."""
        settlement = self.settlement(stated)
        if settlement is Settlement.REFUNDED:
            return order.total_minor
        return max(given_back_minor(order), self.refunded_minor) if settlement is Settlement.COUNTED else 0


NO_PAYMENTS = OrderPayments()


def order_payments(order: Transaction, events: Iterable[Event], states: OrderStates, kinds: Kinds) -> OrderPayments:
    """What events that are about an order say of its money. Amounts of another currency than the order's, and those
    that cannot be read, come to nothing."""
    sums = _Sums(order, is_charged_back=states.is_charged_back(order))
    for event in events:
        kind = kinds.declared(event.kind)
        if kind == _REFUND:
            sums.add_refund(event, payment_meaning(event, states))
        elif kind in _PAYING_KINDS:
            sums.add_payment(event, kind, payment_meaning(event, states))
    return sums.payments()


@dataclass(frozen=True, slots=True)
class PaymentMeaning:
    """The word that a payment has for its state, empty where it has none, and what that says of the money."""

    word: str
    payment: Payment | None = None


def payment_meaning(event: Event, states: OrderStates) -> PaymentMeaning:
    """The meaning of its `status` or `state`; a number is a word that nobody declared."""
    stated = next((word for name in ("status", "state") if (word := event.details.get(name)) not in (None, "")), "")
    word = stated.strip() if isinstance(stated, str) else _OBJECT if isinstance(stated, dict | list) else str(stated)
    state = states.find(word, "payment_words") if word else None
    return PaymentMeaning(word, state.payment if state else None)


def may_change_orders(kind: str, kinds: Kinds) -> bool:
    """Whether events of a kind may say that an order was paid, or that its money was given back."""
    return kinds.declared(kind) in _MONEY_KINDS


def unknown_payment_word(event: Event, states: OrderStates, kinds: Kinds) -> str | None:
    """The word for the state of a payment, a bill or a refund where it is not declared; None of any other event."""
    if not may_change_orders(event.kind, kinds):
        return None
    word = payment_meaning(event, states).word
    return word if word and states.find(word, "payment_words") is None else None


class _Sums:
    """The amounts that events state of an order, by their source and kind: a bill that is paid and the payment of it
    are the same money, and so are a refund and the payment of which it is said that so much was given back.

    What a bank took back is counted apart from what the retailer gave back, for the retailer may win it back. A
    charge-back without an amount, and one of an order without an amount, is of the whole order."""

    def __init__(self, order: Transaction, *, is_charged_back: bool) -> None:
        self._order, self._is_charged_back = order, is_charged_back
        self._has_total = order.has_amount and order.total_minor > 0
        self._whole = order.total_minor if self._has_total else 1
        self._came_in: dict[_Place, int] = defaultdict(int)
        self._went_back: dict[_Place, int] = defaultdict(int)
        self._charged_back: dict[_Place, int] = defaultdict(int)
        self._won_back: dict[_Place, int] = defaultdict(int)
        self._is_paid = self._is_refunded = self._is_partly_refunded = False

    def add_refund(self, event: Event, meaning: PaymentMeaning) -> None:
        """A refund of which nothing is said went back, and one without an amount was of the whole order."""
        if self._add_charge_back((event_source(event), _REFUND), meaning, self._refund_minor(event)):
            return
        if meaning.word and meaning.payment not in _IS_REFUND:
            return
        minor = self._refund_minor(event)
        if minor is not None:
            self._went_back[event_source(event), _REFUND] += minor
        elif meaning.payment is Payment.PARTLY_REFUNDED:
            self._is_partly_refunded = True
        else:
            self._is_refunded = True

    def add_payment(self, event: Event, kind: str, meaning: PaymentMeaning) -> None:
        """A payment of which nothing is said came in. One that was refunded, and does not say how much, was so whole;
        one that was refunded in part and states as much as the order states its own amount, and not that of the part.
        """
        place, amount = (event_source(event), kind), self._stated_minor(event)
        given_back = self._given_back_minor(event)
        if self._add_charge_back(place, meaning, given_back or amount):
            return
        if given_back:
            self._went_back[place] += given_back
        elif meaning.payment in _IS_BACK:
            self._add_given_back(place, amount, is_part=meaning.payment is Payment.PARTLY_REFUNDED)
            return
        is_stated = meaning.payment is Payment.PAID or meaning.payment in _IS_BACK
        if is_stated or (not meaning.word and kind == _PAYMENT):
            self._add_received(place, amount)

    def payments(self) -> OrderPayments:
        order, by_kind = self._order, defaultdict[str, int](int)
        for (_, kind), minor in self._came_in.items():
            by_kind[kind] += minor
        won_back = max(self._won_back.values(), default=0)
        came_in = bool(by_kind) and max(by_kind.values()) >= order.total_minor
        refunded = self._refunded_minor(won_back)
        is_refunded = self._is_refunded or self._refunded_whole(refunded, won_back)
        return OrderPayments(
            is_paid=self._is_paid or came_in or won_back >= self._whole,
            is_refunded=is_refunded,
            refunded_minor=max(0, order.total_minor) if is_refunded else refunded,
            is_partly_refunded=not is_refunded and (refunded > 0 or self._is_partly_refunded),
            is_won_back=self._is_charged_back and not is_refunded and won_back >= self._whole,
        )

    def _refunded_whole(self, refunded: int, won_back: int) -> bool:
        if self._has_total:
            return refunded >= self._order.total_minor
        return max(self._charged_back.values(), default=0) > won_back

    def _refunded_minor(self, won_back: int) -> int:
        """What was given back, at most the order's total; without what was paid beyond that total, such as a payment
        that was made twice."""
        total = max(0, self._order.total_minor)
        too_much = max(0, max(self._came_in.values(), default=0) - total)
        places = self._went_back.keys() | self._charged_back.keys()
        lost = {place: max(0, self._charged_back.get(place, 0) - won_back) for place in places}
        went_back = max((self._went_back.get(place, 0) + lost[place] for place in places), default=0)
        return min(total, max(0, went_back - too_much))

    def _add_charge_back(self, place: _Place, meaning: PaymentMeaning, amount: int | None) -> bool:
        """Whether it was one, or the end of one that the retailer won."""
        if meaning.payment not in (Payment.CHARGED_BACK, Payment.WON_BACK):
            return False
        sums = self._charged_back if meaning.payment is Payment.CHARGED_BACK else self._won_back
        sums[place] += abs(amount) if self._has_total and amount is not None else self._whole
        return True

    def _add_given_back(self, place: _Place, amount: int | None, *, is_part: bool) -> None:
        if is_part and (amount is None or abs(amount) >= self._order.total_minor):
            self._is_partly_refunded = True
            self._add_received(place, amount)
        elif amount is None:
            self._is_refunded = True
        else:
            self._went_back[place] += abs(amount)

    def _add_received(self, place: _Place, amount: int | None) -> None:
        if amount is None:
            self._is_paid = True
        elif amount < 0:
            self._went_back[place] += -amount
        elif amount:
            self._came_in[place] += amount

    def _refund_minor(self, event: Event) -> int | None:
        """What a refund came to, whatever its sign; None where it does not say."""
        amount = self._stated_minor(event)
        return self._given_back_minor(event) if amount is None else abs(amount)

    def _stated_minor(self, event: Event) -> int | None:
        """What a payment came to, in minor units; None where it does not say, 0 where that cannot be read or is of
        another currency."""
        if isinstance(event, Transaction) and event.has_amount:
            return event.total_minor if event.currency == self._order.currency else 0
        stated = [amount for name in PAID_AMOUNTS if not _is_blank(amount := event.details.get(name))]
        return self._minor(stated[0], event) if stated else None

    def _given_back_minor(self, event: Event) -> int | None:
        """What a payment says that was given back of it; None where it does not say."""
        stated = [amount for name in GIVEN_BACK if not _is_blank(amount := event.details.get(name))]
        return max(abs(self._minor(amount, event)) for amount in stated) if stated else None

    def _minor(self, amount: Json, event: Event) -> int:
        paid_in, currency = event.details.get("currency"), self._order.currency
        if isinstance(paid_in, str) and paid_in.strip().upper() not in ("", currency):
            return 0
        return signed_minor(amount, currency)


def _is_blank(amount: Json) -> bool:
    return amount is None or amount == ""
