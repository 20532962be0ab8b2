"""What events about an order say of its money, whatever their order and however they tell of it."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.domain.sources.events import Event, Json, Transaction
from profile_service.domain.sources.order_payments import OrderPayments, order_payments, unknown_payment_word
from profile_service.domain.sources.order_states import Settlement
from profile_service.service.declared.order_states import order_states
from profile_service.service.declared.touchpoints import touchpoints
from tests.rig.open_matters import bought, did

_ORDER = bought("shop:order:1", "2026-03-01", status="paid", total=4000)
_STATUSES = [None, "paid", "refunded", "partially refunded", "failed", "pending", "beamed", "chargeback", "dispute won"]
_amounts = st.sampled_from([None, "", "0.00", "10.00", "-10.00", "40.00", "99.00", 25, "a lot"])


@st.composite
def _money(draw: st.DrawFn) -> Event:
    stated = {"status": st.sampled_from(_STATUSES), "amount": _amounts, "refunded_amount": _amounts}
    details: dict[str, Json] = {name: value for name, values in stated.items() if (value := draw(values)) is not None}
    kind = draw(st.sampled_from(["payment", "refund", "invoice", "charge", "Order Refunded", "delivery"]))
    key = draw(st.sampled_from(["psp:1", "bank:1"]))
    return replace(did(key, kind, "2026-03-02"), details=details)


def _payments(*events: Event, order: Transaction = _ORDER) -> OrderPayments:
    return order_payments(order, events, order_states(), touchpoints().kinds)


@given(st.lists(_money(), max_size=6), st.randoms())
def test_money_is_the_same_in_any_order_and_within_the_total(events: list[Event], random: Random) -> None:
    payments = _payments(*events)
    shuffled = list(events)
    random.shuffle(shuffled)
    assert _payments(*shuffled) == payments
    assert 0 <= payments.refunded_minor <= _ORDER.total_minor
    assert payments.is_refunded == (payments.refunded_minor == _ORDER.total_minor)
    assert not (payments.is_refunded and payments.is_partly_refunded)


@given(st.lists(_money(), max_size=4), _amounts.filter(lambda amount: amount not in (None, "")))
def test_another_refund_never_gives_less_back(events: list[Event], amount: str) -> None:
    refund = did("psp:2", "refund", "2026-03-03", amount=amount)
    assert _payments(*events, refund).refunded_minor >= _payments(*events).refunded_minor


def test_refund_that_is_a_transaction_counts_by_its_total() -> None:
    refund = replace(bought("psp:refund:1", "2026-03-02", total=-1500), kind="refund")
    assert _payments(refund) == OrderPayments(refunded_minor=1500, is_partly_refunded=True)
    assert _payments(replace(refund, currency="USD")) == OrderPayments()


def test_two_sources_that_tell_of_one_refund_count_once() -> None:
    refunds = [did(f"{source}:1", "refund", "2026-03-02", amount="10.00") for source in ("psp", "bank")]
    assert _payments(*refunds).refunded_minor == 1000
    assert _payments(*refunds, did("psp:2", "refund", "2026-03-03", amount="5.00")).refunded_minor == 1500


def test_order_of_unknown_amount_is_refunded_by_a_refund_of_none() -> None:
    order = replace(_ORDER, currency="XXX", total_minor=0)
    assert _payments(did("psp:1", "refund", "2026-03-02"), order=order).settlement(Settlement.COUNTED) is (
        Settlement.REFUNDED
    )
    assert _payments(did("psp:1", "refund", "2026-03-02", amount="5.00"), order=order) == OrderPayments()


def test_word_that_is_not_declared_is_named_of_payments_alone() -> None:
    def word(kind: str, status: Json) -> str | None:
        event = replace(did("psp:1", kind, "2026-03-02"), details={"status": status})
        return unknown_payment_word(event, order_states(), touchpoints().kinds)

    assert word("payment", " Beamed up ") == word("refund_issued", "Beamed up") == "Beamed up"
    assert (
        word("payment", "paid") is word("payment", "") is word("payment", " ") is word("delivery", "Beamed up") is None
    )
    assert (word("payment", 7), word("payment", {"code": "x"})) == ("7", "a list or an object")
    payment = replace(did("psp:1", "payment", "2026-03-02"), details={"status": 7})
    assert not _payments(payment).is_paid, "nobody knows what 7 means"


_BACK, _WON = "charged_back", "Chargeback reversed"


@pytest.mark.parametrize(
    ("events", "given_back"),
    [
        ([("payment", _BACK, "40.00"), ("payment", _WON, "40.00")], 0),
        ([("payment", _BACK, None), ("payment", _WON, None)], 0),
        ([("refund", _BACK, "40.00"), ("refund", "dispute won", "40.00")], 0),
        ([("refund", _BACK, "40.00"), ("payment", _WON, "40.00")], 0),
        ([("payment", "paid", "40.00"), ("payment", _BACK, "40.00"), ("payment", _WON, "40.00")], 0),
        ([("payment", _WON, "40.00")], 0),
        ([("payment", _BACK, "40.00"), ("payment", _WON, "15.00")], 2500),
        ([("payment", _BACK, "40.00"), ("payment", _WON, "40.00"), ("refund", None, "10.00")], 1000),
        ([("payment", _BACK, "40.00"), ("payment", _WON, "40.00"), ("payment", _BACK, "40.00")], 4000),
        ([("payment", _BACK, "40.00"), ("payment", "lost", "40.00")], 4000),
        ([("refund", None, "40.00"), ("payment", _WON, "40.00")], 4000),
    ],
)
def test_charge_back_that_was_won_gives_nothing_back(
    events: list[tuple[str, str | None, str | None]], given_back: int
) -> None:
    stated = [
        (kind, {name: value for name, value in (("status", status), ("amount", amount)) if value})
        for kind, status, amount in events
    ]
    money = [replace(did("psp:1", kind, "2026-03-02"), details=details) for kind, details in stated]
    payments = _payments(*money)
    assert (payments.refunded_minor, payments.is_refunded) == (given_back, given_back == 4000)


def test_charge_back_that_one_source_tells_of_is_won_for_all() -> None:
    taken = [did(f"{source}:1", "payment", "2026-03-02", status=_BACK, amount="40.00") for source in ("psp", "bank")]
    won = did("psp:2", "payment", "2026-03-20", status=_WON, amount="40.00")
    assert _payments(*taken).is_refunded
    assert _payments(*taken, won) == OrderPayments(is_paid=True)


def test_order_of_unknown_amount_is_charged_back_until_that_is_won() -> None:
    order = replace(_ORDER, currency="XXX", total_minor=0)
    taken = did("psp:1", "payment", "2026-03-02", status=_BACK, amount="40.00")
    assert _payments(taken, order=order).is_refunded
    assert not _payments(taken, did("psp:2", "payment", "2026-03-20", status=_WON), order=order).is_refunded


@pytest.mark.parametrize(
    ("status", "settlement"),
    [
        ("charged back", Settlement.COUNTED),
        ("refunded", Settlement.REFUNDED),
        ("cancelled", Settlement.VOID),
        ("pending", Settlement.COUNTED),
    ],
)
def test_won_charge_back_restores_what_its_source_calls_charged_back(status: str, settlement: Settlement) -> None:
    order = replace(_ORDER, status=status)
    won = did("psp:1", "payment", "2026-03-20", status=_WON, amount="40.00")
    assert _payments(won, order=order).settlement(order_states().settlement(order)) is settlement
    partly = replace(won, details={"status": _WON, "amount": "15.00"})
    assert _payments(partly, order=order).settlement(order_states().settlement(order)) is (
        order_states().settlement(order)
    )


def test_payment_that_is_a_transaction_counts_by_its_total() -> None:
    paid = replace(bought("till:payment:1", "2026-03-02", total=4000), kind="payment", details={"method": "gift card"})
    assert _payments(paid) == OrderPayments(is_paid=True)
    assert _payments(replace(paid, total_minor=1500)) == OrderPayments()
    assert _payments(replace(paid, total_minor=4000, currency="USD")) == OrderPayments()
    to_the_card = replace(paid, key="till:payment:2", total_minor=-1500)
    assert _payments(to_the_card) == OrderPayments(refunded_minor=1500, is_partly_refunded=True)
    assert _payments(paid, to_the_card).refunded_minor == 1500
